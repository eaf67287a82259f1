package io.tidemark.cli.terminal;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/** Messages for a person, on standard error: coloured and moving only where one is watching. */
public final class Terminal {
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream output;
  private final boolean interactive;
  private boolean statusShown;

  public Terminal(PrintStream output, boolean interactive) {
    this.output = output;
    this.interactive = interactive;
  }

  @SuppressWarnings("SystemConsoleNull") // JDK 17 is required.
  public static Terminal standard() {
    return new Terminal(System.err, System.console() != null);
  }

  public boolean interactive() {
    return interactive;
  }

  /** A line that stays. */
  public synchronized void say(String line) {
    output.println((statusShown ? ERASE_LINE : "") + line);
    statusShown = false;
  }

  /** As {@link #say}, in bold. */
  public void title(String line) {
    say(interactive ? Ansi.AUTO.string("@|bold " + line + "|@") : line);
  }

  /** The state of things: replaces the last one where a person watches, else a line of its own. */
  public synchronized void status(String line) {
    if (interactive) {
      output.print(ERASE_LINE + line);
      output.flush();
      statusShown = true;
    } else {
      output.println(line);
    }
  }

  /** A progress bar, or nothing visible where nobody watches; {@code total} -1 when not known. */
  public Progress progress(String task, String unit, long total) {
    if (!interactive) {
      return new Progress(null);
    }
    return new Progress(
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUnit(" " + unit, 1)
            .showSpeed()
            .setStyle(ProgressBarStyle.ASCII)
            .build());
  }

  /** Counts steps of long work. */
  public record Progress(ProgressBar bar) implements AutoCloseable {
    public void step() {
      if (bar != null) {
        bar.step();
      }
    }

    @Override
    public void close() {
      if (bar != null) {
        bar.close();
      }
    }
  }
}
