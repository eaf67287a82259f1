package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.event.PerformanceMetrics;
import io.tidemark.pipelines.event.SystemHealth;
import io.tidemark.pipelines.event.UserFeedback;
import io.tidemark.pipelines.options.TidemarkOptions;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;

class TopicSettingsTest {
  private static final long MINUTE = 60_000;

  @Test
  void topicOfOneStreamHasItsLimits() {
    TopicSettings settings = of(StreamRole.HEALTH);
    assertThat(settings.topic(), is("system-health"));
    assertThat(settings.events(), is(Set.of(SystemHealth.class)));
    assertThat(settings.limits(), is(new WatermarkLimits(10_000, MINUTE)));
  }

  @Test
  void streamsThatShareTheirTopicHaveTheGreatestOfTheirLimits() {
    TopicSettings settings =
        of(
            StreamRole.PERFORMANCE,
            "--performanceTopic=all",
            "--feedbackTopic=all",
            "--performanceMaxDelay=3h");
    assertThat(settings.events(), is(Set.of(PerformanceMetrics.class, UserFeedback.class)));
    assertThat(settings.limits(), is(new WatermarkLimits(180 * MINUTE, 30 * MINUTE)));
  }

  @Test
  void windowsReachAsFarBackAsTheirSizeAndLateness() {
    assertThat(of(StreamRole.PERFORMANCE).reachMillis(), is(16 * MINUTE));
    assertThat(
        of(StreamRole.PERFORMANCE, "--slidingSize=none").reachMillis(), is((5 + 2) * MINUTE));
    assertThat(of(StreamRole.FEEDBACK).reachMillis(), is((240 + 30 + 10) * MINUTE));
    assertThat(of(StreamRole.HEALTH).reachMillis(), is(MINUTE + 30_000));
  }

  @Test
  void brokersAreNeeded() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> TopicSettings.of(StreamRole.HEALTH, PipelineOptionsFactory.create()));
    assertThat(
        e.getMessage(),
        is("bootstrapServers is not given; topic system-health needs HOST:PORT to be read from"));
  }

  private static TopicSettings of(StreamRole role, String... arguments) {
    String[] all =
        Stream.concat(Stream.of("--bootstrapServers=b:1"), Stream.of(arguments))
            .toArray(String[]::new);
    return TopicSettings.of(role, PipelineOptionsFactory.fromArgs(all).as(TidemarkOptions.class));
  }
}
