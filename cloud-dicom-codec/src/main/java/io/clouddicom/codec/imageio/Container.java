package io.clouddicom.codec.imageio;

/** What a writer puts around the codestream. */
enum Container {
    /** Nothing. */
    CODESTREAM,
    /** A file whose brand tells the kind of codestream: JP2 (T.800 Annex I) or JPH (T.814 Annex D). */
    FILE
}
