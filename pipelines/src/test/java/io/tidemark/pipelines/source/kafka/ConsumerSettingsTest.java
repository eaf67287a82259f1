package io.tidemark.pipelines.source.kafka;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidemark.pipelines.options.TidemarkOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerSettingsTest {
  @TempDir private Path folder;

  @Test
  void abortedTransactionsAreNotRead() {
    Map<String, Object> properties = settings(null).properties();
    assertThat(properties.get("isolation.level"), is("read_committed"));
    assertThat(properties.get("enable.auto.commit"), is(false));
    assertThat(properties.get("group.id"), is("tidemark"));
    assertThat(properties.get("value.deserializer"), is(ByteBufferDeserializer.class.getName()));
    assertThat(settings(null).startsAtTheBeginning(), is(true));
  }

  @Test
  void propertiesInTheFileWin() throws IOException {
    ConsumerSettings settings =
        settings(
            """
            sasl.mechanism=PLAIN
            auto.offset.reset = latest
            isolation.level=read_uncommitted
            """);
    assertThat(settings.properties().get("sasl.mechanism"), is("PLAIN"));
    assertThat(settings.properties().get("isolation.level"), is("read_uncommitted"));
    assertThat(settings.startsAtTheBeginning(), is(false));
  }

  @Test
  void propertiesThatThePipelineSetsAreRefused() {
    ConsumerSettings settings = settings("enable.auto.commit=true\n");
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, settings::properties);
    assertThat(
        e.getMessage(),
        is(
            "enable.auto.commit stands in the consumer properties "
                + settings.topic().consumerFile()
                + "; it is set by the pipeline"));
  }

  @Test
  void missingFileOfPropertiesIsNamed() {
    ConsumerSettings settings = of("/no/such.file");
    Exception e = assertThrows(RuntimeException.class, settings::properties);
    assertThat(
        e.getMessage(), containsString("consumer properties /no/such.file cannot be read here"));
  }

  private ConsumerSettings settings(String content) {
    if (content == null) {
      return of(null);
    }
    try {
      return of(Files.writeString(folder.resolve("consumer.properties"), content).toString());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static ConsumerSettings of(String file) {
    TidemarkOptions options = PipelineOptionsFactory.as(TidemarkOptions.class);
    options.setBootstrapServers("b:1");
    options.setConsumerConfigFile(file);
    return new ConsumerSettings(TopicSettings.of(StreamRole.HEALTH, options));
  }
}
