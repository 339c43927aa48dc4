// OpenJPH as a peer: HTJ2K, lossless, RPCL, five decompositions, 64 by 64 blocks. See peer.h.
#include "peer.h"
#include <cstring>
#include <openjph/ojph_arch.h>
#include <openjph/ojph_codestream.h>
#include <openjph/ojph_file.h>
#include <openjph/ojph_mem.h>
#include <openjph/ojph_params.h>

long long decode(const Bytes& file, Image* keep) {
    ojph::mem_infile input;
    input.open(file.data(), file.size());
    ojph::codestream codestream;
    codestream.read_headers(&input);
    ojph::param_siz size = codestream.access_siz();
    codestream.set_planar(false);
    codestream.create();
    long long sum = 0;
    unsigned components = size.get_num_components();
    unsigned width = size.get_recon_width(0), height = size.get_recon_height(0);
    if (keep) keep->samples.resize(static_cast<size_t>(width) * height * components);
    std::vector<unsigned> rows(components);
    for (unsigned row = 0; row < height * components; row++) {
        unsigned component;
        ojph::line_buf* line = codestream.pull(component);
        for (unsigned x = 0; x < width; x++) sum += line->i32[x];
        if (keep) {
            size_t at = (static_cast<size_t>(component) * height + rows[component]++) * width;
            memcpy(keep->samples.data() + at, line->i32, width * sizeof(int32_t));
        }
    }
    codestream.close();
    return sum;
}

size_t encode(const Image& image, Bytes* keep) {
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
    for (unsigned y = 0; y < image.height; y++) {
        for (unsigned c = 0; c < image.components; c++) {
            size_t at = (static_cast<size_t>(c) * image.height + y) * image.width;
            memcpy(line->i32, image.samples.data() + at, image.width * sizeof(int32_t));
            line = codestream.exchange(line, component);
        }
    }
    codestream.flush();
    size_t length = output.tell();
    if (keep) keep->assign(output.get_data(), output.get_data() + length);
    codestream.close();
    return length;
}
