package nl.wijkwinkel.search;

import java.io.Reader;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.charfilter.MappingCharFilter;
import org.apache.lucene.analysis.charfilter.NormalizeCharMap;
import org.apache.lucene.analysis.core.KeywordTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenizer;
import org.apache.lucene.analysis.ngram.NGramTokenizer;
import org.apache.lucene.analysis.pattern.PatternReplaceCharFilter;
import org.elasticsearch.common.regex.Regex;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.NormalizingCharFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/** What works on characters: filters before the tokenizer, and tokenizers. */
final class Characters {

    private Characters() {}

    static Map<String, AnalysisProvider<TokenizerFactory>> tokenizers() {
        return Map.of(
            "keyword", (index, env, name, settings) -> TokenizerFactory.newFactory(name, KeywordTokenizer::new),
            "whitespace", (index, env, name, settings) -> TokenizerFactory.newFactory(name, WhitespaceTokenizer::new),
            "ngram", (index, env, name, settings) -> {
                var size = Gram.of(settings, index);
                return TokenizerFactory.newFactory(name, () -> new NGramTokenizer(size.min(), size.max()));
            },
            "edge_ngram", (index, env, name, settings) -> {
                var size = Gram.of(settings);
                return TokenizerFactory.newFactory(name, () -> new EdgeNGramTokenizer(size.min(), size.max()));
            }
        );
    }

    static Map<String, AnalysisProvider<CharFilterFactory>> filters() {
        return Map.of(
            "mapping", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> mapping(name, env, settings)),
            "pattern_replace", AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) -> {
                var pattern = Regex.compile(settings.get("pattern", ""), settings.get("flags"));
                var replacement = settings.get("replacement", "");
                return new Filter(name, reader -> new PatternReplaceCharFilter(pattern, replacement, reader));
            })
        );
    }

    private static CharFilterFactory mapping(String name, Environment env, Settings settings) {
        List<String> rules = Analysis.getWordList(env, settings, "mappings");
        if (rules == null) {
            throw new IllegalArgumentException("[" + name + "] needs [mappings] or [mappings_path]");
        }
        var map = new NormalizeCharMap.Builder();
        for (var rule : rules) {
            var sides = rule.split("=>", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException("[" + name + "] wants one => in a rule, not [" + rule + "]");
            }
            map.add(sides[0].trim(), sides[1].trim());
        }
        var built = map.build();
        return new Filter(name, reader -> new MappingCharFilter(built, reader));
    }

    /** A character filter that a normalizer of keyword fields may use too. */
    private record Filter(String name, UnaryOperator<Reader> filter) implements NormalizingCharFilterFactory {
        @Override
        public Reader create(Reader reader) {
            return filter.apply(reader);
        }
    }
}
