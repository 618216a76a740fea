package nl.wijkwinkel.search;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.compound.DictionaryCompoundWordTokenFilter;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.miscellaneous.KeywordRepeatFilter;
import org.apache.lucene.analysis.miscellaneous.LengthFilter;
import org.apache.lucene.analysis.miscellaneous.RemoveDuplicatesTokenFilter;
import org.apache.lucene.analysis.miscellaneous.SetKeywordMarkerFilter;
import org.apache.lucene.analysis.miscellaneous.StemmerOverrideFilter;
import org.apache.lucene.analysis.ngram.EdgeNGramTokenFilter;
import org.apache.lucene.analysis.ngram.NGramTokenFilter;
import org.apache.lucene.analysis.nl.DutchAnalyzer;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.env.Environment;
import org.elasticsearch.index.IndexSettings;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.Analysis;
import org.elasticsearch.index.analysis.AnalyzerProvider;
import org.elasticsearch.index.analysis.AnalyzerScope;
import org.elasticsearch.index.analysis.NormalizingTokenFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.indices.analysis.AnalysisModule.AnalysisProvider;
import org.elasticsearch.plugins.AnalysisPlugin;

/** What works on words: the token filters, and the Dutch analyzer that is made of some of them. */
final class Tokens {

    /** What normalizers of keyword fields may use, because it leaves one word one word. */
    private static final Set<String> NORMALIZING = Set.of("lowercase", "asciifolding");

    private Tokens() {}

    static Map<String, AnalysisProvider<TokenFilterFactory>> filters() {
        var all = new HashMap<String, AnalysisProvider<TokenFilterFactory>>();
        add(all, "lowercase", (settings, env, index) -> LowerCaseFilter::new);
        add(all, "keyword_repeat", (settings, env, index) -> KeywordRepeatFilter::new);
        add(all, "remove_duplicates", (settings, env, index) -> RemoveDuplicatesTokenFilter::new);
        add(all, "unique", (settings, env, index) ->
            settings.getAsBoolean("only_on_same_position", false) ? RemoveDuplicatesTokenFilter::new : UniqueFilter::new);
        add(all, "asciifolding", (settings, env, index) -> {
            boolean both = settings.getAsBoolean("preserve_original", false);
            return in -> new ASCIIFoldingFilter(in, both);
        });
        add(all, "length", (settings, env, index) -> {
            int min = settings.getAsInt("min", 0);
            int max = settings.getAsInt("max", Integer.MAX_VALUE);
            return in -> new LengthFilter(in, min, max);
        });
        add(all, "ngram", (settings, env, index) -> {
            var size = Gram.of(settings, index);
            boolean both = settings.getAsBoolean("preserve_original", false);
            return in -> new NGramTokenFilter(in, size.min(), size.max(), both);
        });
        add(all, "edge_ngram", (settings, env, index) -> {
            var size = Gram.of(settings);
            boolean both = settings.getAsBoolean("preserve_original", false);
            return in -> new EdgeNGramTokenFilter(in, size.min(), size.max(), both);
        });
        addConfigured(all, "stemmer", (settings, env, index) -> stemmer(settings.get("language", settings.get("name", "english"))));
        addConfigured(all, "stemmer_override", (settings, env, index) -> stemmerOverride(words(env, settings, "rules")));
        addConfigured(all, "keyword_marker", (settings, env, index) -> {
            var kept = new CharArraySet(words(env, settings, "keywords"), settings.getAsBoolean("ignore_case", false));
            return in -> new SetKeywordMarkerFilter(in, kept);
        });
        addConfigured(all, "dictionary_decompounder", (settings, env, index) -> decompounder(settings, env));
        for (boolean isGraph : new boolean[] { false, true }) {
            all.put(
                isGraph ? "synonym_graph" : "synonym",
                AnalysisPlugin.requiresAnalysisSettings((index, env, name, settings) ->
                    new Synonyms(name, words(env, settings, "synonyms"), settings, isGraph))
            );
        }
        return all;
    }

    static AnalyzerProvider<Analyzer> dutchAnalyzer(IndexSettings index, Environment env, String name, Settings settings) {
        var stop = Analysis.parseStopWords(env, settings, DutchAnalyzer.getDefaultStopSet());
        var analyzer = new DutchAnalyzer(stop, Analysis.parseStemExclusion(settings, CharArraySet.EMPTY_SET));
        return new AnalyzerProvider<>() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public AnalyzerScope scope() {
                return AnalyzerScope.INDEX;
            }

            @Override
            public Analyzer get() {
                return analyzer;
            }
        };
    }

    private static UnaryOperator<TokenStream> stemmer(String language) {
        if (language.equals("dutch") == false) {
            throw new IllegalArgumentException("[stemmer] knows [dutch] alone here, not [" + language + "]");
        }
        return in -> new SnowballFilter(in, "Dutch");
    }

    private static UnaryOperator<TokenStream> stemmerOverride(List<String> rules) throws IOException {
        var map = new StemmerOverrideFilter.Builder(false);
        for (var rule : rules) {
            var sides = rule.split("=>", -1);
            if (sides.length != 2) {
                throw new IllegalArgumentException("[stemmer_override] wants one => in a rule, not [" + rule + "]");
            }
            for (var word : sides[0].split(",")) {
                map.add(word.trim(), sides[1].trim());
            }
        }
        var built = map.build();
        return in -> new StemmerOverrideFilter(in, built);
    }

    private static UnaryOperator<TokenStream> decompounder(Settings settings, Environment env) {
        var parts = new CharArraySet(words(env, settings, "word_list"), true);
        int minWord = settings.getAsInt("min_word_size", 5);
        int min = settings.getAsInt("min_subword_size", 2);
        int max = settings.getAsInt("max_subword_size", 15);
        boolean longest = settings.getAsBoolean("only_longest_match", false);
        return in -> new DictionaryCompoundWordTokenFilter(in, parts, minWord, min, max, longest);
    }

    private static List<String> words(Environment env, Settings settings, String key) {
        List<String> found = Analysis.getWordList(env, settings, key);
        if (found == null) {
            throw new IllegalArgumentException("[" + key + "] or [" + key + "_path] is missing");
        }
        return found;
    }

    /** Reads the settings of one filter once, and gives what wraps each stream of tokens. */
    private interface Reading {
        UnaryOperator<TokenStream> read(Settings settings, Environment env, IndexSettings index) throws IOException;
    }

    private static void add(Map<String, AnalysisProvider<TokenFilterFactory>> all, String type, Reading reading) {
        all.put(type, (index, env, name, settings) -> {
            var filter = reading.read(settings, env, index);
            return NORMALIZING.contains(type) ? new NormalizingFactory(name, filter) : new Factory(name, filter);
        });
    }

    /** A filter that means nothing without settings, so that its bare name cannot be used as a filter. */
    private static void addConfigured(Map<String, AnalysisProvider<TokenFilterFactory>> all, String type, Reading reading) {
        add(all, type, reading);
        all.computeIfPresent(type, (same, provider) -> AnalysisPlugin.requiresAnalysisSettings(provider));
    }

    private static class Factory extends AbstractTokenFilterFactory {
        private final UnaryOperator<TokenStream> filter;

        Factory(String name, UnaryOperator<TokenStream> filter) {
            super(name);
            this.filter = filter;
        }

        @Override
        public TokenStream create(TokenStream in) {
            return filter.apply(in);
        }
    }

    private static final class NormalizingFactory extends Factory implements NormalizingTokenFilterFactory {
        NormalizingFactory(String name, UnaryOperator<TokenStream> filter) {
            super(name, filter);
        }
    }

    /** Lets each word of a text through once. */
    private static final class UniqueFilter extends FilteringTokenFilter {
        private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
        private final Set<String> seen = new HashSet<>();

        UniqueFilter(TokenStream in) {
            super(in);
        }

        @Override
        protected boolean accept() {
            return seen.add(term.toString());
        }

        @Override
        public void reset() throws IOException {
            super.reset();
            seen.clear();
        }
    }
}
