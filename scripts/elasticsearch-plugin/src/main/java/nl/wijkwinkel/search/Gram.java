package nl.wijkwinkel.search;

import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexSettings;

/** The sizes of the pieces into which words are cut. */
record Gram(int min, int max) {

    static Gram of(Settings settings) {
        if (settings.hasValue("token_chars")) {
            throw new IllegalArgumentException("[token_chars] is not in this plugin; use the official image, or add it");
        }
        return new Gram(settings.getAsInt("min_gram", 1), settings.getAsInt("max_gram", 2));
    }

    /** As above, within the bound that the index sets, as the official server refuses what lies beyond it. */
    static Gram of(Settings settings, IndexSettings index) {
        var gram = of(settings);
        if (gram.max - gram.min > index.getMaxNgramDiff()) {
            throw new IllegalArgumentException("[max_gram] - [min_gram] is more than [index.max_ngram_diff], " + index.getMaxNgramDiff());
        }
        return gram;
    }
}
