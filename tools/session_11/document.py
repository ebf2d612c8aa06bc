"""doc/session_11.md and its French twin, out of the verdicts; nothing in it is typed but its headings."""
from . import judge

WORDS = {
    "en": {
        "title": "Session 11, claim by claim",
        "made": "Made by `tools/session_11.py` from the seed's rows (`doc/sessions/seed_session_11.json`), the claims "
                "(`session_11_claims.toml`), experiments run on Linux (`session_11_experiments.json`) and our own runs "
                "(`session_11_runs.json`). Every figure is computed there; MB of the seed are MiB.",
        "limits": "Confirmed says that the document's own rows, or an experiment, bear the claim out; refuted, that they contradict it; "
                  "undecidable, that what was recorded can't tell. The seed's machine (Windows, RTX 4050) was not at hand: its rows "
                  "are taken as they are.",
        "sum": "{confirmed} claims confirmed, {refuted} refuted, {undecidable} undecidable.",
        "verdict": {"confirmed": "confirmed", "refuted": "refuted", "undecidable": "undecidable"},
        "line": "line", "lines": "lines", "overview": "Verdicts", "claim": "claim", "where": "where", "verdict_title": "verdict",
        "experiments": "Experiments", "runs": "Our runs", "step": "step", "load": "layers asked",
    },
    "fr": {
        "title": "Session 11, affirmation par affirmation",
        "made": "Fait par `tools/session_11.py` depuis les lignes du document (`doc/sessions/seed_session_11.json`), les affirmations "
                "(`session_11_claims.toml`), des expériences menées sous Linux (`session_11_experiments.json`) et nos propres exécutions "
                "(`session_11_runs.json`). Chaque chiffre y est calculé ; les MB du document sont des MiB.",
        "limits": "Confirmée : les lignes du document, ou une expérience, portent l'affirmation ; réfutée : elles la contredisent ; "
                  "indécidable : ce qui a été enregistré ne peut pas le dire. La machine du document (Windows, RTX 4050) n'était pas là : "
                  "ses lignes sont prises telles quelles.",
        "sum": "{confirmed} affirmations confirmées, {refuted} réfutées, {undecidable} indécidables.",
        "verdict": {"confirmed": "confirmée", "refuted": "réfutée", "undecidable": "indécidable"},
        "line": "ligne", "lines": "lignes", "overview": "Verdicts", "claim": "affirmation", "where": "où", "verdict_title": "verdict",
        "experiments": "Expériences", "runs": "Nos exécutions", "step": "étape", "load": "couches demandées",
    },
}

PAGEOUT = {
    "en": ("`pageout`: a process with 200 MiB of a file and 200 MiB of its own; the system takes the file's pages back, they are "
           "touched again, then the process frees its own (MiB).",
           {"held": "both held", "paged_out": "pages of the file taken back", "touched_again": "touched again", "freed": "own 200 MiB freed"},
           ["", "RSS", "own", "file", "anon", "swap", "faults"]),
    "fr": ("`pageout` : un processus avec 200 MiB d'un fichier et 200 MiB à lui ; le système reprend les pages du fichier, elles sont "
           "retouchées, puis le processus libère les siens (MiB).",
           {"held": "les deux tenus", "paged_out": "pages du fichier reprises", "touched_again": "retouchées", "freed": "ses 200 MiB libérés"},
           ["", "RSS", "propres", "fichier", "anon", "swap", "défauts"]),
}
PLANS = {
    "en": ("`plans`: what llama.cpp v0.5.0 would place of a model of Mistral-7B's shape (32 blocks, 4096 wide, 32 heads, 8 KV heads, "
           "14336 feed-forward, 32000 words), by its dry load (MiB).",
           ["mix", "settings", "card: weights", "KV", "compute", "total", "RAM: weights", "KV", "compute", "output"]),
    "fr": ("`plans` : ce que llama.cpp v0.5.0 placerait d'un modèle de la forme de Mistral-7B (32 blocs, largeur 4096, 32 têtes, 8 têtes KV, "
           "14336 en feed-forward, 32000 mots), par son chargement à blanc (MiB).",
           ["mélange", "réglages", "carte : poids", "KV", "calcul", "total", "RAM : poids", "KV", "calcul", "sortie"]),
}
SETTINGS = {"all": "layers −1, ctx 4096, batch 512", "layers_35": "35, 4096, 512", "layers_33": "33, 4096, 512", "layers_32": "32, 4096, 512",
            "none": "0, 4096, 512", "balanced": "35, 2048, 256", "kv_q8_0": "−1, 4096, 512, KV q8_0"}


def table(header, rows, text_columns=1):
    rule = ["---"] * text_columns + ["---:"] * (len(header) - text_columns)
    return "\n".join("| " + " | ".join(row) + " |" for row in [header, rule, *rows]) + "\n"


def sizes(values):
    return [f"{judge.mib(value):.2f}" for value in values]


def pageout(lang, found):
    title, names, header = PAGEOUT[lang]
    rows = [[name, *sizes(found[key][part] for part in ("rss", "own", "file", "anon", "swap")), str(found[key]["faults"])]
            for key, name in names.items()]
    return f"{title}\n\n{table(header, rows)}"


def plans(lang, found):
    title, header = PLANS[lang]
    rows = [[mix, SETTINGS[name], *sizes([*(plan["card"][part] for part in ("weights", "kv", "compute", "total")),
                                          *(plan["ram"][part] for part in ("weights", "kv", "compute", "output"))])]
            for mix, of_mix in found.items() for name, plan in of_mix.items() if name != "file"]
    files = ", ".join(f"{mix} {of_mix['file']} B" for mix, of_mix in found.items())
    return f"{title}\n\n{table(header, rows, 2)}\n{'Files' if lang == 'en' else 'Fichiers'}: {files}.\n"


def others(lang, found):
    mlock, history = found["mlock"], found["history"]
    if lang == "en":
        return (f"`mlock`: {mlock['asked']} B asked for, {mlock['allowed']} B allowed (RLIMIT_MEMLOCK): {mlock['why']}; "
                f"{mlock['locked']} B locked.\n\n`history`: {history['messages']} exchanges of {history['tokens']} tokens as Python "
                f"objects: {history['all']} B; one: {history['one']} B; in an open SQLite database: {history['sqlite']} B.\n")
    return (f"`mlock` : {mlock['asked']} B demandés, {mlock['allowed']} B permis (RLIMIT_MEMLOCK) : {mlock['why']} ; "
            f"{mlock['locked']} B verrouillés.\n\n`history` : {history['messages']} échanges de {history['tokens']} jetons en objets Python : "
            f"{history['all']} B ; un seul : {history['one']} B ; dans une base SQLite ouverte : {history['sqlite']} B.\n")


def our_runs(lang, found):
    words = WORDS[lang]
    text = f"\n## {words['runs']}\n"
    for name, run in found.items():
        rows = [[step["name"], *(f"{step[part]:.2f}" for part in ("rss", "own", "file"))] for step in run["steps"]]
        text += f"\n{name}, {run['started']} (MiB)\n\n"
        text += table([words["step"], "RSS", PAGEOUT[lang][2][2], PAGEOUT[lang][2][3]], rows)
    return text


def where(words, lines):
    return f"{words['line'] if len(lines) == 1 else words['lines']} {', '.join(map(str, sorted(lines)))}"


def write(facts, experiments, runs, lang):
    words, verdicts = WORDS[lang], judge.judge(facts, lang)
    counts = {name: sum(one.verdict == name for one in verdicts) for name in judge.VERDICTS}
    text = f"# {words['title']}\n\n{words['made']}\n\n{words['limits']}\n\n**{words['sum'].format(**counts)}**\n"
    text += f"\n## {words['overview']}\n\n"
    text += table(["", words["claim"], words["where"], words["verdict_title"]],
                  [[f"[{one.number}](#{one.number})", one.text, where(words, one.lines), words["verdict"][one.verdict]] for one in verdicts], 4)
    heading = None
    for one in verdicts:
        section = section_of(facts.document, one.lines[0])
        if section != heading:
            heading = section
            text += f"\n## {section}\n"
        quote = quoted(facts.document[one.lines[0] - 1])
        text += (f"\n### {one.number}. {one.text}\n<a id=\"{one.number}\"></a>\n\n> {quote} ({where(words, one.lines)})\n\n"
                 f"**{words['verdict'][one.verdict].capitalize()}.** {one.why}\n")
    text += f"\n## {words['experiments']}\n\n{pageout(lang, experiments['pageout'])}\n{plans(lang, experiments['plans'])}\n"
    return text + others(lang, experiments) + our_runs(lang, runs)


def quoted(line):
    """A line of the seed as it reads, without the marks that would make a heading or a table of it."""
    line = line.strip().lstrip("# ")
    return " · ".join(cell.strip() for cell in line.strip("|").split("|")) if line.startswith("|") else line


def section_of(document, line):
    """The last heading of level 2 before the line, in the seed's own words."""
    for at in range(line - 1, -1, -1):
        if document[at].startswith("## "):
            return document[at][3:].strip()
    return document[0].lstrip("# ")
