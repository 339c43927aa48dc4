// Decodes one HTJ2K codestream and encodes its samples over and over in memory with OpenJPH, lossless, RPCL, five
// decompositions, 64 by 64 blocks; prints the CPU time of one encoding in milliseconds and the length in bytes.
// Usage: openjph_encode FILE SECONDS
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <openjph/ojph_arch.h>
#include <openjph/ojph_codestream.h>
#include <openjph/ojph_file.h>
#include <openjph/ojph_mem.h>
#include <openjph/ojph_params.h>
#include <vector>

static double cpu_seconds() {
    timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

struct Image {
    unsigned width, height, components, depth;
    bool is_signed;
    std::vector<int> samples;  // row by row, the components of a row one after the other
};

static Image decode(const std::vector<unsigned char>& file) {
    ojph::mem_infile input;
    input.open(file.data(), file.size());
    ojph::codestream codestream;
    codestream.read_headers(&input);
    ojph::param_siz size = codestream.access_siz();
    codestream.set_planar(false);
    codestream.create();
    Image image{size.get_recon_width(0), size.get_recon_height(0), size.get_num_components(),
                size.get_bit_depth(0), size.is_signed(0), {}};
    for (unsigned row = 0; row < image.height * image.components; row++) {
        unsigned component;
        ojph::line_buf* line = codestream.pull(component);
        image.samples.insert(image.samples.end(), line->i32, line->i32 + image.width);
    }
    codestream.close();
    return image;
}

static size_t encode(const Image& image) {
    ojph::codestream codestream;
    ojph::param_siz size = codestream.access_siz();
    size.set_image_extent(ojph::point(image.width, image.height));
    size.set_num_components(image.components);
    for (unsigned c = 0; c < image.components; c++)
        size.set_component(c, ojph::point(1, 1), image.depth, image.is_signed);
    ojph::param_cod style = codestream.access_cod();
    style.set_num_decomposition(5);
    style.set_block_dims(64, 64);
    style.set_progression_order("RPCL");
    style.set_color_transform(image.components == 3);
    style.set_reversible(true);
    codestream.set_planar(false);
    ojph::mem_outfile output;
    output.open();
    codestream.write_headers(&output);
    unsigned component;
    ojph::line_buf* line = codestream.exchange(nullptr, component);
    const int* from = image.samples.data();
    for (unsigned row = 0; row < image.height * image.components; row++) {
        memcpy(line->i32, from, image.width * sizeof(int));
        from += image.width;
        line = codestream.exchange(line, component);
    }
    codestream.flush();
    size_t length = output.tell();
    codestream.close();
    return length;
}

int main(int argc, char** argv) {
    if (argc != 3) return 2;
    FILE* in = fopen(argv[1], "rb");
    if (!in) return 2;
    std::vector<unsigned char> file;
    unsigned char buffer[65536];
    for (size_t n; (n = fread(buffer, 1, sizeof buffer, in)) > 0;) file.insert(file.end(), buffer, buffer + n);
    fclose(in);
    Image image = decode(file);
    double limit = atof(argv[2]);
    size_t length = encode(image);
    int rounds = 0;
    double begin = cpu_seconds();
    double end;
    do {
        if (encode(image) != length) return 1;
        rounds++;
        end = cpu_seconds();
    } while (end - begin < limit);
    printf("%.4f %zu\n", (end - begin) * 1000 / rounds, length);
    return 0;
}
