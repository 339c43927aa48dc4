package io.clouddicom.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;

/** JSON to a program that reads the output: one document, closed by a line end. */
final class Json {
    private static final JsonFactory FACTORY = new JsonFactory();

    private Json() {}

    /** Writes a document. */
    interface Body {
        void writeTo(JsonGenerator json) throws IOException;
    }

    static void print(PrintWriter out, Body body) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.useDefaultPrettyPrinter();
        body.writeTo(json);
        json.close();
        out.println();
    }
}
