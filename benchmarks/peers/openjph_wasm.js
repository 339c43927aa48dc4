// OpenJPH compiled to WebAssembly (npm @cornerstonejs/codec-openjph) as a peer: HTJ2K, lossless, RPCL, five
// decompositions, 64 by 64 blocks. Commands and answers are those of peer.h. The module's folder is the first argument.
// CPU time is that of the whole process, since Node tells no other.
'use strict';
const fs = require('node:fs');
const readline = require('node:readline');
const factory = require(require.resolve('@cornerstonejs/codec-openjph', { paths: [process.argv[2]] }));

const RPCL = 2;

function milliseconds(seconds, run) {
    let rounds = 0;
    const begin = process.cpuUsage();
    let used;
    do {
        run();
        rounds++;
        const usage = process.cpuUsage(begin);
        used = usage.user + usage.system;
    } while (used < seconds * 1e6);
    return used / 1000 / rounds;
}

function typed(buffer, bytes, signed) {
    const copy = new Uint8Array(buffer).buffer;
    if (bytes === 1) return signed ? new Int8Array(copy) : new Uint8Array(copy);
    return signed ? new Int16Array(copy) : new Uint16Array(copy);
}

function decode(module, name, seconds) {
    const file = fs.readFileSync(name);
    const decoder = new module.HTJ2KDecoder();
    const run = () => {
        decoder.getEncodedBuffer(file.length).set(file);
        decoder.decode();
        return decoder.getDecodedBuffer();
    };
    const decoded = run();
    const info = decoder.getFrameInfo();
    const samples = typed(decoded, info.bitsPerSample > 8 ? 2 : 1, info.isSigned);
    let hash = 0;
    for (let component = 0; component < info.componentCount; component++)
        for (let at = component; at < samples.length; at += info.componentCount)
            hash = (Math.imul(hash, 31) + samples[at]) | 0;
    const time = milliseconds(seconds, run);
    decoder.delete();
    return `ok\t${time.toFixed(5)}\t${hash >>> 0}`;
}

function encode(module, name, width, height, componentCount, bitsPerSample, isSigned, seconds, out) {
    const raw = fs.readFileSync(name);
    const count = width * height;
    const samples = new Int32Array(raw.buffer, raw.byteOffset, count * componentCount);
    const container = bitsPerSample > 8 ? new Int16Array(samples.length) : new Int8Array(samples.length);
    for (let component = 0; component < componentCount; component++)
        for (let pixel = 0; pixel < count; pixel++)
            container[pixel * componentCount + component] = samples[component * count + pixel];
    const bytes = new Uint8Array(container.buffer);
    const encoder = new module.HTJ2KEncoder();
    const info = { width, height, bitsPerSample, componentCount, isSigned, isUsingColorTransform: componentCount === 3 };
    encoder.setDecompositions(5);
    encoder.setBlockDimensions({ width: 64, height: 64 });
    encoder.setProgressionOrder(RPCL);
    encoder.setQuality(true, 0);
    const run = () => {
        encoder.getDecodedBuffer(info).set(bytes);
        encoder.encode();
        return encoder.getEncodedBuffer();
    };
    const encoded = run();
    fs.writeFileSync(out, encoded);
    const time = milliseconds(seconds, run);
    const length = encoder.getEncodedBuffer().length;
    encoder.delete();
    return `ok\t${time.toFixed(5)}\t${length}`;
}

factory().then((module) => {
    readline.createInterface({ input: process.stdin }).on('line', (line) => {
        const [command, name, ...rest] = line.split('\t');
        if (command === 'decode') {
            console.log(decode(module, name, Number(rest[0])));
        } else {
            const [width, height, components, bits, signed, seconds] = rest.slice(0, 6).map(Number);
            console.log(encode(module, name, width, height, components, bits, signed === 1, seconds, rest[6]));
        }
    });
});
