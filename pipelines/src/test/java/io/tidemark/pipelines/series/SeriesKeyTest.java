package io.tidemark.pipelines.series;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SeriesKeyTest {

  @Test
  void keysAreEqualAsTheirValuesAre() {
    assertThat(key("a", "b"), is(key("a", "b")));
    assertThat(key("a", "b").hashCode(), is(key("a", "b").hashCode()));
    assertThat(key("a", "b"), is(not(key("b", "a"))));
    assertThat(key("a", "b"), is(not(key("a"))));
    assertThat(key("a"), is(not(key("a", "b"))));
    assertThat(key("a").equals("a"), is(false));
  }

  @Test
  void valuesThatDifferInADigitHashApart() {
    Set<Integer> hashes = new HashSet<>();
    for (int model = 0; model < 100; model++) {
      for (int region = 0; region < 100; region++) {
        hashes.add(key("model-" + model, "region-" + region).hashCode());
      }
    }
    assertThat(hashes.size(), is(greaterThan(9_990)));
  }

  @Test
  void whatSeparatesValuesIsEscapedInAText() {
    List<String> names = List.of("model", "region");
    assertThat(SeriesKey.of("gpt", "").text(names), is("model=gpt,region="));
    assertThat(SeriesKey.of("a,region=b", "").text(names), is("model=a\\,region\\=b,region="));
    assertThat(SeriesKey.of("a\\", "b").text(names), is("model=a\\\\,region=b"));
  }

  /** Of texts that no other key shares. */
  private static SeriesKey key(String... values) {
    List<String> own = new ArrayList<>();
    for (String value : values) {
      own.add(new String(value.toCharArray()));
    }
    return new SeriesKey(own);
  }
}
