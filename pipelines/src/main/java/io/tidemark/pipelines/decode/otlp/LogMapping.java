package io.tidemark.pipelines.decode.otlp;

import io.tidemark.pipelines.decode.otlp.SpanFate.Feedback;
import io.tidemark.pipelines.decode.otlp.SpanFate.Rejected;
import io.tidemark.pipelines.decode.otlp.SpanFate.Skipped;
import io.tidemark.pipelines.record.Excerpt;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Makes feedback of a log event {@code gen_ai.evaluation.result} that a person gave. Other events
 * are skipped: those of the conventions repeat what the spans say, and evaluations of other names
 * are a judge's.
 */
final class LogMapping {
  private static final String EVALUATION = "gen_ai.evaluation.result";
  private static final String THUMBS = "thumbs";
  private static final double MOST_STARS = 5;

  private static final Skipped NO_EVALUATION = new Skipped(SkipReason.NO_FEEDBACK, "no evaluation");
  private static final Skipped NO_SESSION =
      new Skipped(SkipReason.NO_SESSION, "feedback without a session");

  private final OtlpOptions options;

  LogMapping(OtlpOptions options) {
    this.options = options;
  }

  SpanFate fate(SpanFields log) {
    String event = log.eventName == null ? null : Texts.orNone(log.eventName);
    event = event == null ? log.attributes.text(Key.EVENT_NAME) : event;
    if (!EVALUATION.equals(event)) {
      return NO_EVALUATION;
    }
    String name = log.attributes.text(Key.EVALUATION_NAME);
    if (name == null || !options.feedbackNames().contains(name)) {
      return new Skipped(
          SkipReason.NO_FEEDBACK, "evaluation " + (name == null ? "" : Excerpt.cut(name)));
    }
    String session = Spellings.SESSION.text(log.attributes);
    if (session == null) {
      return NO_SESSION;
    }
    try {
      return new Feedback(feedback(log, name, session));
    } catch (Unreadable e) {
      return new Rejected(e.reason, e.sentence(), knownTime(log));
    }
  }

  /** Returns when the event was, else when it was observed; null for neither. */
  static @Nullable Long knownTime(SpanFields log) {
    long nanos = nanos(log);
    return nanos == 0 ? null : (Long) Timing.millis(nanos);
  }

  private static long nanos(SpanFields log) {
    return log.endNanos == 0 ? log.startNanos : log.endNanos;
  }

  private static FeedbackGiven feedback(SpanFields log, String name, String session)
      throws Unreadable {
    long nanos = nanos(log);
    if (nanos == 0) {
      throw Unreadable.malformed(
          log.timeProblem == null
              ? "timeUnixNano and observedTimeUnixNano are missing; one is needed"
              : log.timeProblem);
    }
    if (!Texts.isIdentifier(session)) {
      throw Unreadable.invalid(
          "session is "
              + Excerpt.quoted(session)
              + "; allowed are at most "
              + Texts.LONGEST_IDENTIFIER
              + " characters, without U+0000 and half characters");
    }
    Attributes attributes = log.attributes;
    String label = attributes.text(Key.EVALUATION_LABEL);
    double score = attributes.decimal(Key.EVALUATION_VALUE.ordinal());
    Boolean liked = liked(name, label, score);
    String comment = attributes.text(Key.EVALUATION_EXPLANATION);
    return new FeedbackGiven(
        id(log, name, session, nanos),
        Timing.millis(nanos),
        session,
        usable(Spellings.USER.text(attributes)),
        usable(Spellings.REQUEST_ID.text(attributes)),
        liked,
        liked == null ? (Double) rating(label, score) : null,
        comment == null ? null : Texts.kept(Texts.LONGEST_TEXT, comment));
  }

  private static @Nullable String usable(@Nullable String text) {
    return text == null || Texts.isIdentifier(text) ? text : null;
  }

  private static String id(SpanFields log, String name, String session, long nanos) {
    String whose =
        log.trace.isUsable() && log.span.isUsable() ? SpanId.pair(log.trace, log.span) : session;
    String id = whose + "-" + name + "-" + Long.toUnsignedString(nanos);
    return id.length() <= Texts.LONGEST_IDENTIFIER ? id : "";
  }

  /** A score of thumbs is one for up; as a rating of five stars it would be a bad one. */
  private static @Nullable Boolean liked(String name, @Nullable String label, double score) {
    Boolean said = label == null ? null : Texts.thumb(label);
    if (said != null || !name.equals(THUMBS)) {
      return said;
    }
    return score == 1 ? Boolean.TRUE : score == 0 || score == -1 ? Boolean.FALSE : null;
  }

  private static double rating(@Nullable String label, double score) throws Unreadable {
    if (Double.isNaN(score)) {
      throw Unreadable.invalid(
          "the label of the evaluation is "
              + (label == null ? "missing" : Excerpt.quoted(label))
              + " and it has no score; thumbs_up, thumbs_down or a score from 0 to 5 is needed");
    }
    if (!(score >= 0 && score <= MOST_STARS)) {
      throw Unreadable.invalid("the score of the evaluation is " + score + "; allowed is 0 to 5");
    }
    return score + 0.0; // -0.0 equals 0.0 but has other bytes
  }
}
