// OpenJPEG as a peer: JPEG 2000 Part 1, lossless, LRCP, five decompositions, 64 by 64 blocks, one layer. See peer.h.
#include "peer.h"
#include <cstring>
#include <openjpeg.h>

namespace {
struct Memory {
    const Bytes* source;
    Bytes* target;
    size_t position;
};

OPJ_SIZE_T read_bytes(void* to, OPJ_SIZE_T count, void* user) {
    Memory* memory = static_cast<Memory*>(user);
    size_t left = memory->source->size() - memory->position;
    if (left == 0) return static_cast<OPJ_SIZE_T>(-1);
    size_t taken = count < left ? count : left;
    memcpy(to, memory->source->data() + memory->position, taken);
    memory->position += taken;
    return taken;
}

OPJ_SIZE_T write_bytes(void* from, OPJ_SIZE_T count, void* user) {
    Memory* memory = static_cast<Memory*>(user);
    if (memory->target->size() < memory->position + count) memory->target->resize(memory->position + count);
    memcpy(memory->target->data() + memory->position, from, count);
    memory->position += count;
    return count;
}

OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* user) {
    static_cast<Memory*>(user)->position += count;
    return count;
}

OPJ_BOOL seek_bytes(OPJ_OFF_T position, void* user) {
    static_cast<Memory*>(user)->position = position;
    return OPJ_TRUE;
}

opj_stream_t* stream_of(Memory* memory) {
    opj_stream_t* stream = opj_stream_create(1 << 20, memory->source ? OPJ_TRUE : OPJ_FALSE);
    opj_stream_set_user_data(stream, memory, nullptr);
    if (memory->source) opj_stream_set_user_data_length(stream, memory->source->size());
    opj_stream_set_read_function(stream, read_bytes);
    opj_stream_set_write_function(stream, write_bytes);
    opj_stream_set_skip_function(stream, skip_bytes);
    opj_stream_set_seek_function(stream, seek_bytes);
    return stream;
}

void check(bool done, const char* what) {
    if (!done) {
        fprintf(stderr, "OpenJPEG cannot %s\n", what);
        exit(1);
    }
}
}  // namespace

long long decode(const Bytes& file, Image* keep) {
    Memory memory{&file, nullptr, 0};
    opj_stream_t* stream = stream_of(&memory);
    opj_codec_t* codec = opj_create_decompress(OPJ_CODEC_J2K);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    opj_setup_decoder(codec, &parameters);
    opj_image_t* image = nullptr;
    check(opj_read_header(stream, codec, &image) && opj_decode(codec, stream, image), "decode");
    long long sum = 0;
    for (unsigned c = 0; c < image->numcomps; c++) {
        size_t count = static_cast<size_t>(image->comps[c].w) * image->comps[c].h;
        for (size_t i = 0; i < count; i++) sum += image->comps[c].data[i];
        if (keep) keep->samples.insert(keep->samples.end(), image->comps[c].data, image->comps[c].data + count);
    }
    opj_image_destroy(image);
    opj_destroy_codec(codec);
    opj_stream_destroy(stream);
    return sum;
}

size_t encode(const Image& source, Bytes* keep) {
    std::vector<opj_image_cmptparm_t> components(source.components);
    for (opj_image_cmptparm_t& component : components) {
        memset(&component, 0, sizeof component);
        component.dx = component.dy = 1;
        component.w = source.width;
        component.h = source.height;
        component.prec = source.depth;
        component.sgnd = source.is_signed;
    }
    opj_image_t* image = opj_image_create(
        source.components, components.data(), source.components == 3 ? OPJ_CLRSPC_SRGB : OPJ_CLRSPC_GRAY);
    image->x1 = source.width;
    image->y1 = source.height;
    size_t count = static_cast<size_t>(source.width) * source.height;
    for (unsigned c = 0; c < source.components; c++)
        memcpy(image->comps[c].data, source.samples.data() + c * count, count * sizeof(int32_t));
    opj_cparameters_t parameters;
    opj_set_default_encoder_parameters(&parameters);
    parameters.tcp_numlayers = 1;
    parameters.tcp_rates[0] = 0;
    parameters.cp_disto_alloc = 1;
    parameters.tcp_mct = source.components == 3;
    Bytes bytes;
    Memory memory{nullptr, &bytes, 0};
    opj_codec_t* codec = opj_create_compress(OPJ_CODEC_J2K);
    check(opj_setup_encoder(codec, &parameters, image), "set up");
    opj_stream_t* stream = stream_of(&memory);
    check(opj_start_compress(codec, image, stream) && opj_encode(codec, stream) && opj_end_compress(codec, stream),
          "encode");
    opj_stream_destroy(stream);
    opj_destroy_codec(codec);
    opj_image_destroy(image);
    size_t length = bytes.size();
    if (keep) *keep = std::move(bytes);
    return length;
}
