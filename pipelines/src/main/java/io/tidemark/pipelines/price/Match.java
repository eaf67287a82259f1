package io.tidemark.pipelines.price;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Which names of models prices are for. Names and texts are in lower case; see {@link
 * PriceTable#folded}.
 */
sealed interface Match {

  /** Returns whether this model, its name in lower case, is one of them. */
  boolean matches(String model);

  /** One name. */
  record Equals(String text) implements Match {
    @Override
    public boolean matches(String model) {
      return model.equals(text);
    }
  }

  /** All names that begin with a text. */
  record StartsWith(String text) implements Match {
    @Override
    public boolean matches(String model) {
      return model.startsWith(text);
    }
  }

  /** All names that end with a text. */
  record EndsWith(String text) implements Match {
    @Override
    public boolean matches(String model) {
      return model.endsWith(text);
    }
  }

  /** All names that contain a text. */
  record Contains(String text) implements Match {
    @Override
    public boolean matches(String model) {
      return model.contains(text);
    }
  }

  /** All names in which a regular expression finds something. */
  record Regex(String regex, Pattern pattern) implements Match {
    @Override
    public boolean matches(String model) {
      return pattern.matcher(model).find();
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof Regex that && regex.equals(that.regex);
    }

    @Override
    public int hashCode() {
      return regex.hashCode();
    }
  }

  /** All names that one of these is for. */
  record AnyOf(List<Match> parts) implements Match {
    @Override
    public boolean matches(String model) {
      return parts.stream().anyMatch(part -> part.matches(model));
    }
  }

  /** All names that each of these is for. */
  record AllOf(List<Match> parts) implements Match {
    @Override
    public boolean matches(String model) {
      return parts.stream().allMatch(part -> part.matches(model));
    }
  }
}
