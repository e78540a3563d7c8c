/* gongkai-embed WEIGHTS: texts in, vectors out, until its input ends.
 *
 * A request is one byte, 'q' for a question or 'p' for a passage, the length of the text in bytes as a little-endian
 * uint32, and the text in UTF-8 without a NUL. The answer is the dimension as a little-endian uint32 and as many
 * little-endian floats. Before the first answer it says its dimension once. It ends on anything else.
 *
 * The engine (e5.c, e5.h) and the weights are not ours and are not kept in the repository: cargo xtask model. */
#include "e5.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Longer than any text the product sends. */
#define LONGEST 16384u

static int read_all(void *to, size_t size) { return fread(to, 1, size, stdin) == size; }

static int write_vector(const float *values, uint32_t dim) {
    unsigned char head[4] = {dim & 255, dim >> 8 & 255, dim >> 16 & 255, dim >> 24 & 255};
    return fwrite(head, 1, 4, stdout) == 4 && (!values || fwrite(values, sizeof(float), dim, stdout) == dim) &&
           fflush(stdout) == 0;
}

int main(int argc, char **argv) {
    e5_model *model = argc == 2 ? e5_load(argv[1]) : NULL;
    if (!model) {
        fprintf(stderr, "usage: gongkai-embed WEIGHTS\n");
        return 2;
    }
    uint32_t dim = (uint32_t)e5_dim(model);
    float *out = malloc(dim * sizeof(float));
    char *text = malloc(LONGEST + 1);
    if (!out || !text || !write_vector(NULL, dim)) return 3;
    unsigned char head[5];
    while (read_all(head, 5)) {
        uint32_t size = head[1] | (uint32_t)head[2] << 8 | (uint32_t)head[3] << 16 | (uint32_t)head[4] << 24;
        if ((head[0] != 'q' && head[0] != 'p') || size > LONGEST || !read_all(text, size)) return 4;
        text[size] = 0;
        if (e5_embed(model, text, head[0] == 'q', out) != 0 || !write_vector(out, dim)) return 5;
    }
    return 0;
}
