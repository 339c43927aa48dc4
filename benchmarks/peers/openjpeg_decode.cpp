// Decodes one codestream over and over in memory with OpenJPEG and prints the CPU time of one decode in milliseconds.
// Usage: openjpeg_decode FILE SECONDS
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <openjpeg.h>
#include <vector>

struct Source {
    const unsigned char* data;
    size_t size;
    size_t position;
};

static OPJ_SIZE_T read_bytes(void* to, OPJ_SIZE_T count, void* user) {
    Source* source = static_cast<Source*>(user);
    size_t left = source->size - source->position;
    if (left == 0) return static_cast<OPJ_SIZE_T>(-1);
    size_t taken = count < left ? count : left;
    memcpy(to, source->data + source->position, taken);
    source->position += taken;
    return taken;
}

static OPJ_OFF_T skip_bytes(OPJ_OFF_T count, void* user) {
    static_cast<Source*>(user)->position += count;
    return count;
}

static OPJ_BOOL seek_bytes(OPJ_OFF_T position, void* user) {
    static_cast<Source*>(user)->position = position;
    return OPJ_TRUE;
}

static double cpu_seconds() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

// The sum of all samples keeps the work from being left out, and is comparable among decoders.
static long long decode(const std::vector<unsigned char>& file) {
    Source source{file.data(), file.size(), 0};
    opj_stream_t* stream = opj_stream_create(file.size() + 64, OPJ_TRUE);
    opj_stream_set_user_data(stream, &source, nullptr);
    opj_stream_set_user_data_length(stream, file.size());
    opj_stream_set_read_function(stream, read_bytes);
    opj_stream_set_skip_function(stream, skip_bytes);
    opj_stream_set_seek_function(stream, seek_bytes);
    opj_codec_t* codec = opj_create_decompress(OPJ_CODEC_J2K);
    opj_dparameters_t parameters;
    opj_set_default_decoder_parameters(&parameters);
    opj_setup_decoder(codec, &parameters);
    opj_image_t* image = nullptr;
    if (!opj_read_header(stream, codec, &image) || !opj_decode(codec, stream, image)) {
        fprintf(stderr, "cannot decode\n");
        exit(1);
    }
    long long sum = 0;
    for (unsigned c = 0; c < image->numcomps; c++) {
        size_t count = static_cast<size_t>(image->comps[c].w) * image->comps[c].h;
        for (size_t i = 0; i < count; i++) sum += image->comps[c].data[i];
    }
    opj_image_destroy(image);
    opj_destroy_codec(codec);
    opj_stream_destroy(stream);
    return sum;
}

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    FILE* in = fopen(argv[1], "rb");
    if (!in) return 2;
    std::vector<unsigned char> file;
    unsigned char buffer[65536];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, in)) > 0;) file.insert(file.end(), buffer, buffer + n);
    fclose(in);
    double limit = atof(argv[2]);
    long long sum = decode(file);
    int rounds = 0;
    double begin = cpu_seconds();
    double end;
    do {
        if (decode(file) != sum) return 1;
        rounds++;
        end = cpu_seconds();
    } while (end - begin < limit);
    printf("%.4f %lld\n", (end - begin) * 1000 / rounds, sum);
    return 0;
}
