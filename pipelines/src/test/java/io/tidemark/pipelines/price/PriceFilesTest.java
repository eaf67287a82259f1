package io.tidemark.pipelines.price;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of files that are wrong. */
class PriceFilesTest {
  @TempDir Path directory;

  private String file(String name, String content) throws IOException {
    return Files.writeString(directory.resolve(name), content).toString();
  }

  /** Returns what is said of files, without the directory. */
  private String refusal(String... specs) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> PriceTable.read(List.of(specs)));
    return refused.getMessage().replace(directory + "/", "");
  }

  private String own(String content) throws IOException {
    return refusal(file("p.json", content));
  }

  @Test
  void everyWrongEntryIsNamedWithItsLineAndWhatIsAllowed() throws IOException {
    assertThat(
        own(
            """
            {"currency": "EUR", "price": 1,
             "prices": [
               {"model": "a", "input": -2},
               {"model": "b", "input": "2", "output": 1000001},
               {"model": "c*d", "input": 1},
               {"input": 1},
               {"model": "e"},
               {"model": "f", "input": 1, "from": "30.7.2026"},
               {"model": "g", "input": 1, "from": 2026},
               {"model": "h", "input": 1,
                "above": {"input": 2, "tokens": 3}},
               {"model": "i", "input": 1, "above": {"input_tokens": 1.5, "input": 2}},
               {"model": "j", "input": 1, "hours": "16:30-16:30"},
               {"model": "k", "match": {"equals": "k"}, "input": 1},
               {"match": {"begins_with": "l"}, "input": 1},
               7
             ],
             "aliases": {"x": "y*"}}
            """),
        is(
            """
            --prices: 18 things are wrong
              p.json:1: price is unknown; allowed are $schema, aliases, comment, currency, prices
              p.json:1: currency is "EUR"; allowed is "USD"
              p.json:3: prices[0].input is -2; allowed are 0 to 1000000 US dollars per million tokens
              p.json:4: prices[1].input is "2"; a number is needed
              p.json:4: prices[1].output is 1000001; allowed are 0 to 1000000 US dollars per million tokens
              p.json:5: prices[2].model is "c*d"; a name is needed, with * only at its end
              p.json:6: prices[3] has no model; the name of a model, or the beginning of names and *, is needed
              p.json:7: prices[4] has no price; one of input, output, request is needed
              p.json:8: prices[5].from is "30.7.2026"; a date, as in 2026-07-30, or a time with an offset, as in 2026-07-30T12:00:00Z, is needed
              p.json:9: prices[6].from is 2026; a text is needed
              p.json:11: prices[7].above.tokens is unknown; allowed are cache_read, cache_write, comment, input, input_tokens, output, reasoning
              p.json:11: prices[7].above.input_tokens is missing; a whole number from 1 to 1000000000000 is needed
              p.json:12: prices[8].above.input_tokens is 1.5; a whole number from 1 to 1000000000000 is needed
              p.json:13: prices[9].hours is "16:30-16:30"; two different times of day in UTC are needed, as in 16:30-00:30
              p.json:14: prices[10] has both model and match; the name of a model, or the beginning of names and *, is needed
              p.json:15: prices[11].match.begins_with is "l"; an object with one of equals, starts_with, ends_with, contains, regex, or, and is needed
              p.json:16: prices[12] is 7; an object with model and prices is needed
              p.json:18: aliases.x is "y*"; the name of a model, without *, is needed"""));
  }

  @Test
  void onlyTheFirstTwentyAreListed() throws IOException {
    String entries = String.join(",\n", Stream.generate(() -> "{}").limit(30).toList());
    String said = own("{\"currency\":\"USD\",\"prices\":[" + entries + "]}");
    assertThat(
        said, startsWith("--prices: 30 things are wrong\n  p.json:1: prices[0] has no model"));
    assertThat(said.lines().count(), is(22L));
    assertThat(said, containsString("\n  and 10 more"));
  }

  @Test
  void whatIsNoJsonIsRefusedAtItsLine() throws IOException {
    assertThat(
        own("{\"currency\":\"USD\",\n\"prices\":[}"), startsWith("--prices: p.json:2: not JSON: "));
    assertThat(own(""), is("--prices: p.json:1: the file is empty; JSON is needed"));
    assertThat(
        own("[]"),
        is(
            "--prices: p.json:1: the file is an array; an object with currency and prices is needed"));
    assertThat(
        own("{\"currency\":\"USD\"}"),
        is("--prices: p.json:1: prices is missing; an array is needed"));
    assertThat(
        own("{\"prices\":[]}"), is("--prices: p.json:1: currency is missing; \"USD\" is needed"));
    assertThat(
        own("{\"currency\":\"USD\",\"prices\":[{\"model\":\"a\",\n\"input\":1,\n\"input\":2}]}"),
        is("--prices: p.json:3: \"input\" stands there twice, first on line 2"));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    assertThat(
        refusal(directory + "/none.json"), startsWith("--prices: none.json cannot be read: "));
    assertThat(
        refusal(" "),
        is("--prices: a file is missing; FILE, litellm:FILE or genai-prices:FILE is needed"));
  }

  @Test
  void twoPricesForTheSameModelAndDateAreRefused() throws IOException {
    String first =
        file("1.json", "{\"currency\":\"USD\",\"prices\":[\n{\"model\":\"a\",\"input\":1}]}");
    String second =
        file(
            "2.json",
            "{\"currency\":\"USD\",\"prices\":[\n\n{\"model\":\"A\",\"input\":1},\n"
                + "{\"model\":\"a\",\"input\":1,\"from\":\"2026-01-01\"},\n"
                + "{\"model\":\"a\",\"input\":1,\"from\":\"2026-01-01T01:00:00+01:00\"}]}");
    assertThat(
        refusal(first, second),
        is(
            """
            --prices: 2 things are wrong
              2.json:3: these prices are for the model, provider and date of those at 1.json:2; one of them is allowed
              2.json:5: these prices are for the model, provider and date of those at 2.json:4; one of them is allowed"""));
  }

  @Test
  void aliasesLeadToAModelWithAPrice() throws IOException {
    String prices =
        "{\"currency\":\"USD\",\"prices\":[{\"model\":\"a*\",\"input\":1}],\"aliases\":";
    assertThat(
        own(prices + "{\"x\":\"y\",\"y\":\"x\",\"z\":\"ab\"}}"),
        containsString("p.json: alias \"x\" leads in a circle; it must lead to a model"));
    assertThat(
        own(prices + "{\"x\":\"b\"}}"),
        is("--prices: p.json: alias \"x\" is \"b\", which no entry has a price for"));
    assertThat(
        refusal(
            file("1.json", prices + "{\"x\":\"ab\"}}"),
            file("2.json", "{\"currency\":\"USD\",\"prices\":[],\"aliases\":{\"x\":\"ac\"}}")),
        is(
            "--prices: 2.json: alias \"x\" is \"ac\", and \"ab\" in 1.json; one of them is allowed"));
  }

  @Test
  void importedFilesAreRefusedInTheSameWay() throws IOException {
    String lite =
        file(
            "l.json",
            "{\"a\":{\"input_cost_per_token\":\"1e-6\"},\n\"b\":{\"output_cost_per_token\":-1},\n\"c\":1}");
    assertThat(
        refusal("litellm:" + lite),
        is(
            """
            --prices: 3 things are wrong
              l.json:1: a.input_cost_per_token is "1e-6"; a number is needed
              l.json:2: b.output_cost_per_token is -1; allowed are 0 to 1 US dollars per token
              l.json:3: c is 1; an object is needed"""));
    assertThat(
        refusal("litellm:" + file("m.json", "{\"m\":{\"mode\":\"image_generation\"}}")),
        is("--prices: m.json:1: there is no price in it; at least one is needed"));
    String genai =
        file(
            "g.json",
            "[{\"id\":\"p\",\"models\":[\n{\"id\":\"a\",\"match\":{\"regex\":\"(\"},\"prices\":{}},\n"
                + "{\"id\":\"b\",\"match\":{\"equals\":\"b\"},\"prices\":[{\"constraint\":{\"on\":1},"
                + "\"prices\":{\"input_mtok\":1}}]}]}]");
    assertThat(
        refusal("genai-prices:" + genai),
        containsString(
            "g.json:3: p/b.constraint is not understood; start_date with a date, or start_time and"
                + " end_time, is needed"));
    assertThat(
        refusal("genai-prices:" + file("h.json", "{}")),
        is("--prices: h.json:1: the file is an object; an array of providers is needed"));
  }
}
