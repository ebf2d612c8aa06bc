// French words of the emotion lexicon, folded (no accents, lower case), as stems by ending.
// Only emotion_lexicon.cc includes this.
#pragma once

#include "mate/emotion_groups.h"

namespace mate {

inline constexpr Group kFrenchGroups[] = {
    // joy
    {EmotionKind::joy, EmotionKind::sorrow, Ending::fr_eux, 2,
     "heureu joyeu merveilleu radieu chaleureu"},
    {EmotionKind::joy, EmotionKind::sorrow, Ending::fr_adj, 2,
     "ravi comble epanoui emerveille enjoue souriant reconnaissant optimiste euphorique exalte "
     "rayonnant"},
    {EmotionKind::joy, EmotionKind::angry, Ending::fr_adj, 2, "content satisfait enchante"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::fr_adj, 2,
     "excellent genial magnifique formidable splendide adorable sublime fantastique "
     "extraordinaire fabuleuse chouette"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::fr_adj, 1,
     "parfait serein confiant soulage gentil agreable charmant super beau belle"},
    {EmotionKind::joy, EmotionKind::sorrow, Ending::noun, 2,
     "joie bonheur plaisir enthousiasme allegresse felicite merveille sourire euphorie gaiete"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::noun, 1, "espoir amour tendresse calin bisou"},
    {EmotionKind::joy, EmotionKind::angry, Ending::fr_er, 2, "ador"},
    {EmotionKind::joy, EmotionKind::angry, Ending::fr_er, 1, "aim appreci"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::fr_er, 2, "felicit celebr emerveill egay"},
    {EmotionKind::joy, EmotionKind::sorrow, Ending::fixed, 2,
     "rejouir rejouis rejouit rejouissent rejouissant rejouissante fier fiere fiers fieres gai "
     "gaie "
     "fierte geniaux fabuleux"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::fixed, 2,
     "bravo felicitations youpi hourra ouf vive"},
    {EmotionKind::joy, EmotionKind::neutral, Ending::fixed, 1, "merci mercis"},
    // angry
    {EmotionKind::angry, EmotionKind::neutral, Ending::fr_eux, 2,
     "furieu rageu colereu odieu honteu hargneu scandaleu"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fr_adj, 2,
     "mecontent insupportable inadmissible inacceptable intolerable injuste ignoble abject "
     "hostile mechant enrage"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fr_adj, 1, "stupide agressif grossier nul"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::noun, 2,
     "colere haine scandale injustice fureur idiot idiote imbecile cretin abruti menteur connard "
     "salaud indignation mepris rage"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::noun, 1,
     "mensonge insulte dispute menace reproche vengeance"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fr_er, 2,
     "enerv agac irrit exasper revolt indign detest insult fach enrag mepris offens horripil"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fr_er, 1, "moqu degout hurl cri provoqu"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fixed, 2,
     "hais hait hair marre merde putain bordel trahi trahie"},
    {EmotionKind::angry, EmotionKind::neutral, Ending::fixed, 1, "menti mentir ment assez"},
    // sorrow
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fr_eux, 2, "malheureu douloureu"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fr_adj, 2,
     "triste desespere deprime navre decu melancolique nostalgique inconsolable tragique "
     "desole decevant dechirant attriste abattu"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fr_adj, 1,
     "seul perdu pauvre malade sombre morose maussade miserable mort"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::noun, 2,
     "tristesse chagrin malheur larme sanglot deuil deces condoleance obseque funeraille "
     "enterrement depression desespoir melancolie nostalgie solitude deception tragedie douleur "
     "souffrance adieu"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::noun, 1, "peine misere rupture regret"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fr_er, 2,
     "pleur sanglot regrett desesper effondr accabl attrist"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fr_er, 1, "abandonn quitt"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fixed, 2,
     "malheureusement helas tristement dommage souffre souffres souffrent souffrir souffrait "
     "souffert decedee decede"},
    {EmotionKind::sorrow, EmotionKind::neutral, Ending::fixed, 1, "meurt mourir mourut"},
    // surprised
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fr_adj, 2,
     "surpris surprenant incroyable inattendu imprevu inimaginable impensable stupefait stupefaite "
     "ebahi inoui invraisemblable sidere abasourdi interloque"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fr_adj, 1,
     "bizarre etrange soudain curieuse"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::noun, 2,
     "surprise etonnement stupeur stupefaction"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::noun, 1, "revelation"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fr_er, 2,
     "etonn stupefi sider epat choqu ahuri"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fixed, 2,
     "surprend surprends surprendre surprenne wow waouh ouah oula wahou"},
    {EmotionKind::surprised, EmotionKind::neutral, Ending::fixed, 1, "incroyablement curieux"},
    // fun
    {EmotionKind::fun, EmotionKind::angry, Ending::fr_adj, 2,
     "drole rigolo rigolote marrant hilarant comique cocasse burlesque loufoque divertissant "
     "tordant"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::fr_adj, 1,
     "humoristique espiegle ludique coquin ridicule taquin absurde"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::noun, 2,
     "blague plaisanterie farce farceur farceuse humour rire clown gag divertissement amusement "
     "rigolade bouffon hilarite"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::noun, 1,
     "fete jeu comedie sketch parodie folie karaoke"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::fr_er, 2,
     "amus rigol blagu plaisant delir taquin"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::fr_er, 1, "jou dans chatouill"},
    {EmotionKind::fun, EmotionKind::neutral, Ending::fixed, 2,
     "fun ri rit rions riez rient riant riait mdr ptdr lol haha hahaha ahah hihi hehe marrer "
     "divertir"},
};

inline constexpr PhraseText kFrenchPhrases[] = {
    {EmotionKind::joy, 2, "bonne humeur"},
    {EmotionKind::joy, 2, "bonne nouvelle"},
    {EmotionKind::joy, 2, "bonnes nouvelles"},
    {EmotionKind::joy, 2, "bien joue"},
    {EmotionKind::joy, 2, "ai hate"},
    {EmotionKind::joy, 2, "tout va bien"},
    {EmotionKind::joy, 2, "aime beaucoup"},
    {EmotionKind::joy, 2, "aime tellement"},
    {EmotionKind::joy, 2, "fait du bien"},
    {EmotionKind::angry, 3, "ras le bol"},
    {EmotionKind::angry, 3, "ca suffit"},
    {EmotionKind::angry, 3, "hors de moi"},
    {EmotionKind::angry, 3, "hors de lui"},
    {EmotionKind::angry, 3, "hors d elle"},
    {EmotionKind::angry, 3, "quelle honte"},
    {EmotionKind::angry, 3, "tais toi"},
    {EmotionKind::angry, 3, "laisse moi tranquille"},
    {EmotionKind::angry, 2, "tu te moques"},
    {EmotionKind::angry, 2, "plus supporter"},
    {EmotionKind::sorrow, 2, "me manque"},
    {EmotionKind::sorrow, 2, "me manques"},
    {EmotionKind::sorrow, 2, "lui manque"},
    {EmotionKind::sorrow, 2, "nous manque"},
    {EmotionKind::sorrow, 3, "coeur brise"},
    {EmotionKind::sorrow, 2, "me sens seul"},
    {EmotionKind::sorrow, 2, "me sens seule"},
    {EmotionKind::sorrow, 2, "perdu espoir"},
    {EmotionKind::sorrow, 2, "coeur lourd"},
    {EmotionKind::surprised, 3, "bouche bee"},
    {EmotionKind::surprised, 2, "ca alors"},
    {EmotionKind::surprised, 2, "oh la la"},
    {EmotionKind::surprised, 2, "pas possible"},
    {EmotionKind::surprised, 2, "sans voix"},
    {EmotionKind::surprised, 3, "en reviens pas"},
    {EmotionKind::surprised, 3, "en croire mes yeux"},
    {EmotionKind::surprised, 3, "y crois pas"},
    {EmotionKind::surprised, 3, "ne m attendais pas"},
    {EmotionKind::surprised, 3, "ne m y attendais pas"},
    {EmotionKind::surprised, 2, "jamais imagine"},
    {EmotionKind::surprised, 2, "jamais cru"},
    {EmotionKind::surprised, 2, "tu plaisantes"},
    {EmotionKind::surprised, 2, "vous plaisantez"},
    {EmotionKind::surprised, 2, "sans blague"},
    {EmotionKind::surprised, 2, "mon dieu"},
    {EmotionKind::surprised, 2, "quoi ?"},
    {EmotionKind::surprised, 2, "quoi !"},
    {EmotionKind::surprised, 2, "vraiment ?"},
    {EmotionKind::surprised, 2, "serieux ?"},
    {EmotionKind::surprised, 2, "serieusement ?"},
    {EmotionKind::surprised, 2, "coup de theatre"},
    {EmotionKind::surprised, 1, "tiens ,"},
    {EmotionKind::fun, 3, "mort de rire"},
    {EmotionKind::fun, 3, "morte de rire"},
    {EmotionKind::fun, 3, "morts de rire"},
    {EmotionKind::fun, 2, "trop fun"},
    // Words that say nothing here.
    {EmotionKind::neutral, 0, "n est ce pas"},
    {EmotionKind::neutral, 0, "a peine"},
    {EmotionKind::neutral, 0, "pas la peine"},
    {EmotionKind::neutral, 0, "la peine de"},
    {EmotionKind::neutral, 0, "tout seul"},
    {EmotionKind::neutral, 0, "toute seule"},
    {EmotionKind::neutral, 0, "un seul"},
    {EmotionKind::neutral, 0, "une seule"},
    {EmotionKind::neutral, 0, "le seul"},
    {EmotionKind::neutral, 0, "la seule"},
    {EmotionKind::neutral, 0, "non merci"},
    {EmotionKind::neutral, 0, "pas seulement"},
    {EmotionKind::neutral, 0, "rire jaune"},
    {EmotionKind::neutral, 0, "point mort"},
    {EmotionKind::neutral, 0, "jeu de donnees"},
};

}  // namespace mate
