package io.tidemark.cli.terminal;

import java.io.PrintStream;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import picocli.CommandLine.Help.Ansi;

/**
 * Messages for a person, on standard error. Where nobody is watching there are no colours, and
 * nothing is overwritten.
 */
public final class Terminal {
  private static final String ERASE_LINE = "\r\u001b[K";

  private final PrintStream output;
  private final boolean interactive;
  private boolean statusShown;

  /**
   * Creates a terminal.
   *
   * @param interactive whether a person is watching
   */
  public Terminal(PrintStream output, boolean interactive) {
    this.output = output;
    this.interactive = interactive;
  }

  /** Returns the terminal of this process, which is interactive if the process has a console. */
  @SuppressWarnings("SystemConsoleNull") // JDK 17 is required.
  public static Terminal standard() {
    return new Terminal(System.err, System.console() != null);
  }

  /** Returns whether a person is watching. */
  public boolean interactive() {
    return interactive;
  }

  /** Prints a line that stays. */
  public synchronized void say(String line) {
    output.println((statusShown ? ERASE_LINE : "") + line);
    statusShown = false;
  }

  /** Prints a line that stays, in bold. */
  public void title(String line) {
    say(interactive ? Ansi.AUTO.string("@|bold " + line + "|@") : line);
  }

  /**
   * Prints the present state. It replaces the last status if a person is watching, and is a line of
   * its own otherwise.
   */
  public synchronized void status(String line) {
    if (interactive) {
      output.print(ERASE_LINE + line);
      output.flush();
      statusShown = true;
    } else {
      output.println(line);
    }
  }

  /**
   * Returns a progress bar, which is invisible where nobody is watching.
   *
   * @param unit what is counted
   * @param total the number of steps; -1 if not known
   */
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

  /** Counts the steps of a long task. */
  public record Progress(ProgressBar bar) implements AutoCloseable {
    /** Counts one step. */
    public void step() {
      if (bar != null) {
        bar.step();
      }
    }

    /** Counts up to so many steps. */
    public void stepTo(long steps) {
      if (bar != null) {
        bar.stepTo(steps);
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
