package nl.wijkwinkel.search;

import java.io.IOException;
import java.io.StringReader;
import java.text.ParseException;
import java.util.List;
import java.util.function.Function;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.synonym.SolrSynonymParser;
import org.apache.lucene.analysis.synonym.SynonymFilter;
import org.apache.lucene.analysis.synonym.SynonymGraphFilter;
import org.apache.lucene.analysis.synonym.SynonymMap;
import org.elasticsearch.common.settings.Settings;
import org.elasticsearch.index.IndexService.IndexCreationContext;
import org.elasticsearch.index.analysis.AbstractTokenFilterFactory;
import org.elasticsearch.index.analysis.CharFilterFactory;
import org.elasticsearch.index.analysis.TokenFilterFactory;
import org.elasticsearch.index.analysis.TokenizerFactory;

/** The {@code synonym} and {@code synonym_graph} filters; an alternative that we are measured against uses them. */
@SuppressWarnings("deprecation") // SynonymFilter: what the documented [synonym] is
final class Synonyms extends AbstractTokenFilterFactory {

    private final List<String> rules;
    private final boolean expand;
    private final boolean isLenient;
    private final boolean isGraph;

    Synonyms(String name, List<String> rules, Settings settings, boolean isGraph) {
        super(name);
        this.rules = rules;
        expand = settings.getAsBoolean("expand", true);
        isLenient = settings.getAsBoolean("lenient", false);
        this.isGraph = isGraph;
    }

    @Override
    public TokenStream create(TokenStream in) {
        throw new IllegalStateException("[" + name() + "] stands outside an analyzer");
    }

    /** Rules pass through what precedes the filter in its analyzer, as the words of a text do. */
    @Override
    public TokenFilterFactory getChainAwareTokenFilterFactory(
        IndexCreationContext context,
        TokenizerFactory tokenizer,
        List<CharFilterFactory> charFilters,
        List<TokenFilterFactory> previous,
        Function<String, TokenFilterFactory> allFilters
    ) {
        var map = parse(new Analyzer() {
            @Override
            protected TokenStreamComponents createComponents(String field) {
                var source = tokenizer.create();
                TokenStream stream = source;
                for (var filter : previous) {
                    stream = filter.getSynonymFilter().create(stream);
                }
                return new TokenStreamComponents(source, stream);
            }
        });
        var name = name();
        return new TokenFilterFactory() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public TokenStream create(TokenStream in) {
                if (map.fst == null) { // no rules at all
                    return in;
                }
                return isGraph ? new SynonymGraphFilter(in, map, false) : new SynonymFilter(in, map, false);
            }
        };
    }

    private SynonymMap parse(Analyzer analyzer) {
        try (analyzer) {
            var parser = new SolrSynonymParser(true, expand, analyzer);
            for (var rule : rules) {
                try {
                    parser.parse(new StringReader(rule));
                } catch (ParseException | IllegalArgumentException error) {
                    if (isLenient == false) {
                        throw new IllegalArgumentException("[" + name() + "] cannot read [" + rule + "]: " + error.getMessage(), error);
                    }
                }
            }
            return parser.build();
        } catch (IOException error) {
            throw new IllegalArgumentException("[" + name() + "]: " + error.getMessage(), error);
        }
    }
}
