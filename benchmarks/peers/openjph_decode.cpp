// Decodes one codestream over and over in memory with OpenJPH and prints the CPU time of one decode in milliseconds.
// Usage: openjph_decode FILE SECONDS
#include <cstdio>
#include <cstdlib>
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

// The sum of all samples keeps the work from being left out, and is comparable among decoders.
static long long decode(const std::vector<unsigned char>& file) {
    ojph::mem_infile input;
    input.open(file.data(), file.size());
    ojph::codestream codestream;
    codestream.read_headers(&input);
    ojph::param_siz size = codestream.access_siz();
    codestream.set_planar(false);
    codestream.create();
    long long sum = 0;
    unsigned components = size.get_num_components();
    unsigned rows = 0;
    for (unsigned c = 0; c < components; c++) rows += size.get_recon_height(c);
    for (unsigned row = 0; row < rows; row++) {
        unsigned component;
        ojph::line_buf* line = codestream.pull(component);
        unsigned width = size.get_recon_width(component);
        for (unsigned x = 0; x < width; x++) sum += line->i32[x];
    }
    codestream.close();
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
