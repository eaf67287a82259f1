package io.tidemark.runners.launch;

import io.tidemark.pipelines.options.StateFingerprint;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Whose state it is: what must be the same for a job to go on from it.
 *
 * @param forms the version of the stored forms; another one cannot be read
 * @param group the consumer group
 * @param topics by the name of each topic that is read its id in the cluster, which a topic that is
 *     made anew does not have; empty where the topic did not exist
 * @param options {@link StateFingerprint} of the options
 */
record StateIdentity(
    String forms, String group, Map<String, String> topics, Map<String, String> options) {

  /** Of the state that this program writes. Changes with each release that breaks savepoints. */
  static final String FORMS = "0.2.0";

  private static final String FORMS_KEY = "forms";
  private static final String GROUP_KEY = "group";
  private static final String TOPIC_KEY = "topic.";
  private static final String OPTION_KEY = "option.";

  /** Returns what {@link #write} has put into these properties. */
  static StateIdentity read(Properties properties) {
    return new StateIdentity(
        properties.getProperty(FORMS_KEY, "unknown"),
        properties.getProperty(GROUP_KEY, ""),
        startingWith(TOPIC_KEY, properties),
        startingWith(OPTION_KEY, properties));
  }

  private static Map<String, String> startingWith(String start, Properties properties) {
    Map<String, String> found = new LinkedHashMap<>();
    properties.stringPropertyNames().stream()
        .filter(name -> name.startsWith(start))
        .sorted()
        .forEach(name -> found.put(name.substring(start.length()), properties.getProperty(name)));
    return found;
  }

  void write(Properties properties) {
    properties.setProperty(FORMS_KEY, forms);
    properties.setProperty(GROUP_KEY, group);
    topics.forEach((name, id) -> properties.setProperty(TOPIC_KEY + name, id));
    options.forEach((name, value) -> properties.setProperty(OPTION_KEY + name, value));
  }

  /**
   * Returns a sentence for each topic that both jobs read and that was made anew between them, or
   * is another cluster's: its offsets in state are not those of the records it has now.
   */
  List<String> remadeTopics(StateIdentity today) {
    List<String> remade = new ArrayList<>();
    topics.forEach(
        (name, id) -> {
          String now = today.topics.getOrDefault(name, "");
          if (!id.isEmpty() && !now.isEmpty() && !id.equals(now)) {
            remade.add("topic " + name + " is another one: its id is " + now + ", and was " + id);
          }
        });
    return remade;
  }

  /** Returns whether both jobs read at least one topic in common, and none that was made anew. */
  boolean isOfTheTopicsOf(StateIdentity today) {
    return topics.keySet().stream().anyMatch(today.topics::containsKey)
        && remadeTopics(today).isEmpty();
  }

  /** Returns a sentence for each reason why a job of {@code today} cannot go on from this state. */
  List<String> differences(StateIdentity today) {
    if (!forms.equals(today.forms)) {
      return List.of(
          "its form is that of version " + forms + ", and this program reads " + today.forms);
    }
    List<String> differences = new ArrayList<>();
    if (!group.equals(today.group)) {
      differences.add("--consumerGroup is " + today.group + ", and was " + group);
    }
    differences.addAll(remadeTopics(today));
    differences.addAll(StateFingerprint.differences(options, today.options));
    return differences;
  }
}
