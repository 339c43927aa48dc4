// CharLS as a peer: JPEG-LS, lossless, colour line by line without a colour transform, as DICOM's transfer syntax
// 1.2.840.10008.1.2.4.80 has it. See peer.h.
//
// JPEG-LS knows no sign: samples are coded, and decoded, as the bits that two's complement has of them. CharLS takes samples
// of one or two bytes, so encoding begins with packing them; that is one or two hundredths of its time.
#include "peer.h"
#include <charls/charls.h>

namespace {

template <typename Sample>
Bytes pack(const Image& image) {
    size_t pixels = static_cast<size_t>(image.width) * image.height;
    Bytes packed(pixels * image.components * sizeof(Sample));
    Sample* to = reinterpret_cast<Sample*>(packed.data());
    int32_t mask = static_cast<int32_t>((1u << image.depth) - 1);
    for (unsigned c = 0; c < image.components; c++) {
        const int32_t* from = image.samples.data() + c * pixels;
        for (size_t i = 0; i < pixels; i++) to[i * image.components + c] = static_cast<Sample>(from[i] & mask);
    }
    return packed;
}

template <typename Sample>
long long unpack(const Bytes& packed, unsigned components, Image* keep) {
    const Sample* from = reinterpret_cast<const Sample*>(packed.data());
    size_t count = packed.size() / sizeof(Sample), pixels = count / components;
    long long sum = 0;
    for (size_t i = 0; i < count; i++) sum += from[i];
    if (keep) {
        keep->samples.resize(count);
        for (size_t i = 0; i < count; i++) keep->samples[i % components * pixels + i / components] = from[i];
    }
    return sum;
}

}  // namespace

long long decode(const Bytes& file, Image* keep) {
    charls::jpegls_decoder decoder(file, true);
    Bytes samples(decoder.destination_size());
    decoder.decode(samples);
    unsigned components = static_cast<unsigned>(decoder.frame_info().component_count);
    return decoder.frame_info().bits_per_sample <= 8 ? unpack<uint8_t>(samples, components, keep)
                                                     : unpack<uint16_t>(samples, components, keep);
}

size_t encode(const Image& image, Bytes* keep) {
    Bytes packed = image.depth <= 8 ? pack<uint8_t>(image) : pack<uint16_t>(image);
    charls::jpegls_encoder encoder;
    encoder.frame_info({image.width, image.height, static_cast<int32_t>(image.depth),
                        static_cast<int32_t>(image.components)});
    encoder.interleave_mode(image.components == 1 ? charls::interleave_mode::none : charls::interleave_mode::line);
    Bytes codestream(encoder.estimated_destination_size());
    encoder.destination(codestream);
    size_t length = encoder.encode(packed);
    if (keep) keep->assign(codestream.begin(), codestream.begin() + static_cast<long>(length));
    return length;
}
