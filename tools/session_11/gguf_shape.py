"""A GGUF file (version 3) with the shape of Mistral-7B, which Zephyr-7B shares, and no data.

Names, dimensions and types of the tensors are real, their bytes are a hole in a sparse file: enough
for a dry plan, and for the size of the file. Format: docs of ggml, gguf.md. Which tensors get which
type in a "K_M" mix: llama.cpp's quantization, use_more_bits().
"""
import struct

BLOCKS, EMBEDDING, HEADS, KV_HEADS, FEED_FORWARD, VOCABULARY = 32, 4096, 32, 8, 14336, 32000
KV_WIDTH = EMBEDDING // HEADS * KV_HEADS
# ggml type number, values a block, bytes a block.
TYPES = {"F32": (0, 1, 4), "Q4_K": (12, 256, 144), "Q5_K": (13, 256, 176), "Q6_K": (14, 256, 210)}
MIXES = {"Q4_K_M": ("Q4_K", 15), "Q5_K_M": ("Q5_K", 17)}  # usual type, general.file_type
U32, F32, STRING, ARRAY, I32 = 4, 6, 8, 9, 5
ALIGNMENT = 32


def more_bits(layer):
    """The layers whose value and down projections get the larger type."""
    return layer < BLOCKS // 8 or layer >= 7 * BLOCKS // 8 or (layer - BLOCKS // 8) % 3 == 2


def tensors(mix):
    """[(name, dimensions, type)]"""
    usual = MIXES[mix][0]
    found = [("token_embd.weight", (EMBEDDING, VOCABULARY), usual)]
    for i in range(BLOCKS):
        larger = "Q6_K" if more_bits(i) else usual
        for name, dimensions, kind in (
                ("attn_norm", (EMBEDDING,), "F32"), ("attn_q", (EMBEDDING, EMBEDDING), usual),
                ("attn_k", (EMBEDDING, KV_WIDTH), usual), ("attn_v", (EMBEDDING, KV_WIDTH), larger),
                ("attn_output", (EMBEDDING, EMBEDDING), usual), ("ffn_norm", (EMBEDDING,), "F32"),
                ("ffn_gate", (EMBEDDING, FEED_FORWARD), usual), ("ffn_up", (EMBEDDING, FEED_FORWARD), usual),
                ("ffn_down", (FEED_FORWARD, EMBEDDING), larger)):
            found.append((f"blk.{i}.{name}.weight", dimensions, kind))
    return found + [("output_norm.weight", (EMBEDDING,), "F32"),
                    ("output.weight", (EMBEDDING, VOCABULARY), "Q6_K")]


def size_of(dimensions, kind):
    values = 1
    for one in dimensions:
        values *= one
    return values // TYPES[kind][1] * TYPES[kind][2]


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def metadata(mix):
    tokens = (["<unk>", "<s>", "</s>"] + [f"<0x{byte:02X}>" for byte in range(256)])
    tokens += [f"token{number}" for number in range(VOCABULARY - len(tokens))]
    kinds = [2, 3, 3] + [6] * 256 + [1] * (VOCABULARY - 259)

    def u32(key, value):
        return text(key) + struct.pack("<II", U32, value)

    def f32(key, value):
        return text(key) + struct.pack("<If", F32, value)

    def string(key, value):
        return text(key) + struct.pack("<I", STRING) + text(value)

    def array(key, kind, items):
        return text(key) + struct.pack("<IIQ", ARRAY, kind, len(items)) + b"".join(items)

    return [string("general.architecture", "llama"), string("general.name", f"shape of Mistral-7B, {mix}"),
            u32("general.file_type", MIXES[mix][1]), u32("general.quantization_version", 2),
            u32("llama.context_length", 32768), u32("llama.embedding_length", EMBEDDING),
            u32("llama.block_count", BLOCKS), u32("llama.feed_forward_length", FEED_FORWARD),
            u32("llama.attention.head_count", HEADS), u32("llama.attention.head_count_kv", KV_HEADS),
            u32("llama.rope.dimension_count", EMBEDDING // HEADS), f32("llama.rope.freq_base", 10000.0),
            f32("llama.attention.layer_norm_rms_epsilon", 1e-5), u32("llama.vocab_size", VOCABULARY),
            string("tokenizer.ggml.model", "llama"),
            array("tokenizer.ggml.tokens", STRING, [text(token) for token in tokens]),
            array("tokenizer.ggml.scores", F32, [struct.pack("<f", -float(i)) for i in range(VOCABULARY)]),
            array("tokenizer.ggml.token_type", I32, [struct.pack("<i", kind) for kind in kinds]),
            u32("tokenizer.ggml.bos_token_id", 1), u32("tokenizer.ggml.eos_token_id", 2),
            u32("tokenizer.ggml.unknown_token_id", 0)]


def write(path, mix):
    """Returns the file's size in bytes; on the disk it takes less than 1 MiB."""
    pairs, infos, offset = metadata(mix), b"", 0
    rows = tensors(mix)
    for name, dimensions, kind in rows:
        infos += text(name) + struct.pack("<I", len(dimensions))
        infos += struct.pack(f"<{len(dimensions)}Q", *dimensions)
        infos += struct.pack("<IQ", TYPES[kind][0], offset)
        offset += -(-size_of(dimensions, kind) // ALIGNMENT) * ALIGNMENT
    head = b"GGUF" + struct.pack("<IQQ", 3, len(rows), len(pairs)) + b"".join(pairs) + infos
    head += b"\0" * (-len(head) % ALIGNMENT)
    with open(path, "wb") as file:
        file.write(head)
        file.truncate(len(head) + offset)
    return len(head) + offset
