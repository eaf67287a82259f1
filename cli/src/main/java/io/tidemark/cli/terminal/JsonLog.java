package io.tidemark.cli.terminal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes of each line that is printed a JSON object on one line: {@code time}, {@code level}, {@code
 * logger} where there is one, and {@code message}. A line that is a JSON object already passes as
 * it is. The level of a line without one, as of a stack trace, is that of the line before.
 */
public final class JsonLog extends OutputStream {
  private static final Pattern LOGGED =
      Pattern.compile("(TRACE|DEBUG|INFO|WARN|ERROR) (\\S+) - (.*)", Pattern.DOTALL);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final PrintStream output;
  private final Clock clock;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private String level = "INFO";

  private JsonLog(PrintStream output, Clock clock) {
    this.output = output;
    this.clock = clock;
  }

  /** Returns a stream that prints to this one, with times of this clock. */
  public static PrintStream to(PrintStream output, Clock clock) {
    return new PrintStream(new JsonLog(output, clock), true, StandardCharsets.UTF_8);
  }

  @Override
  public synchronized void write(int b) {
    if (b == '\n') {
      end();
    } else if (b != '\r') {
      line.write(b);
    }
  }

  private void end() {
    String text = line.toString(StandardCharsets.UTF_8);
    line.reset();
    if (text.startsWith("{")) {
      output.println(text);
    } else if (!text.isBlank()) {
      output.println(object(text));
    }
  }

  private String object(String text) {
    ObjectNode object = JSON.createObjectNode().put("time", clock.instant().toString());
    Matcher logged = LOGGED.matcher(text);
    if (logged.matches()) {
      level = logged.group(1);
      object.put("level", level).put("logger", logged.group(2)).put("message", logged.group(3));
    } else {
      object.put("level", level).put("message", text);
    }
    return object.toString();
  }
}
