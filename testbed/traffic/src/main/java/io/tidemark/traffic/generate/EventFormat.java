package io.tidemark.traffic.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The formats in which the same event may be written. */
enum EventFormat {
  NATIVE {
    @Override
    ObjectNode wrap(ObjectNode event) {
      return event;
    }
  },
  ENVELOPE {
    @Override
    ObjectNode wrap(ObjectNode event) {
      boolean feedback = event.get("type").asText().equals("user_feedback");
      ObjectNode envelope = JsonNodeFactory.instance.objectNode();
      envelope.set("id", event.get("id"));
      envelope.set("timestamp", event.get("timestamp"));
      envelope.put("source", feedback ? "user" : "observatory");
      envelope.put("event_type", feedback ? "feedback" : "metric");
      envelope.set("data", event);
      envelope.putObject("metadata").put("generator", "tidemark");
      return envelope;
    }
  },
  CLOUD_EVENT {
    @Override
    ObjectNode wrap(ObjectNode event) {
      ObjectNode cloudEvent = JsonNodeFactory.instance.objectNode().put("specversion", "1.0");
      cloudEvent.set("id", event.get("id"));
      cloudEvent.put("source", "/tidemark/generator");
      cloudEvent.put("type", "io.tidemark." + event.get("type").asText());
      cloudEvent.set("time", event.get("timestamp"));
      cloudEvent.put("datacontenttype", "application/json");
      cloudEvent.set("data", event);
      return cloudEvent;
    }
  };

  private static final JsonMapper JSON = new JsonMapper();

  /** Returns the object to write for a native event. */
  abstract ObjectNode wrap(ObjectNode event);

  /** Returns the event in this format, as one line of JSON without its end. */
  byte[] bytes(ObjectNode event) {
    try {
      return JSON.writeValueAsBytes(wrap(event));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("cannot write " + event, e);
    }
  }
}
