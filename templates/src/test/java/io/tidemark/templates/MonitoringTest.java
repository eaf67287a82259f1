package io.tidemark.templates;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Dashboard and alert rules parse, and name only metrics that there are. */
final class MonitoringTest {

  private static final Pattern METRIC = Pattern.compile("flink_[A-Za-z0-9_]+");
  private static final String OURS = "flink_taskmanager_job_task_operator_tidemark_";

  @Test
  void theDashboardNamesMetricsThatThereAre() throws IOException {
    List<String> expressions = dashboard().findValuesAsText("expr");
    assertThat(expressions.isEmpty(), is(false));
    assertThat(metrics(expressions), everyItem(in(known())));
  }

  @Test
  void theRulesNameMetricsThatThereAre() throws IOException {
    List<String> expressions = rules().findValuesAsText("expr");
    assertThat(expressions, hasSize(8));
    assertThat(metrics(expressions), everyItem(in(known())));
  }

  /** Counters that say what became of an input are all on the dashboard. */
  @Test
  void theDashboardShowsEveryFate() throws IOException {
    Set<String> shown = metrics(dashboard().findValuesAsText("expr"));
    for (String stream : List.of("Performance", "Sliding", "Feedback", "Health")) {
      for (String fate : List.of("aggregated", "duplicates", "late")) {
        assertThat(shown, hasItem(OURS + stream + "_" + fate));
      }
    }
  }

  @Test
  void panelsHaveTitlesUnitsAndExplanationsAndDoNotOverlap() throws IOException {
    Set<String> places = new HashSet<>();
    for (JsonNode panel : dashboard().path("panels")) {
      String title = panel.path("title").asText();
      assertThat(title, panel.path("description").asText().isBlank(), is(false));
      assertThat(
          title,
          panel.path("fieldConfig").path("defaults").path("unit").asText().isBlank(),
          is(false));
      JsonNode place = panel.path("gridPos");
      assertThat(title, places.add(place.path("x") + "," + place.path("y")), is(true));
      assertThat(title, place.path("x").asInt() + place.path("w").asInt() <= 24, is(true));
    }
  }

  @Test
  void everyAlertSaysHowBadItIsAndWhatItMeans() throws IOException {
    for (JsonNode rule : rules().path("groups").path(0).path("rules")) {
      String alert = rule.path("alert").asText();
      assertThat(
          alert, rule.path("labels").path("severity").asText(), in(List.of("warning", "critical")));
      assertThat(alert, rule.path("annotations").path("summary").asText().isBlank(), is(false));
      assertThat(alert, rule.path("annotations").path("description").asText().isBlank(), is(false));
      assertThat(alert, balanced(rule.path("expr").asText()), is(true));
    }
  }

  private static boolean balanced(String expression) {
    int open = 0;
    for (char c : expression.toCharArray()) {
      open += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (open < 0) {
        return false;
      }
    }
    return open == 0;
  }

  private static Set<String> metrics(List<String> expressions) {
    return expressions.stream()
        .flatMap(expression -> METRIC.matcher(expression).results())
        .map(match -> match.group())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> known() throws IOException {
    return new ArrayList<>(Files.readAllLines(Path.of("src", "test", "resources", "metrics.txt")));
  }

  private static JsonNode dashboard() throws IOException {
    return new ObjectMapper().readTree(Path.of("grafana", "tidemark.json").toFile());
  }

  private static JsonNode rules() throws IOException {
    return new ObjectMapper(new YAMLFactory())
        .readTree(Path.of("prometheus", "rules.yaml").toFile());
  }
}
