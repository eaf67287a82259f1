package io.tidemark.runners.dataflow;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.beam.sdk.io.fs.ResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * The name of one version of a secret in the Secret Manager of Google Cloud, as a file name: {@code
 * sm://projects/PROJECT/secrets/SECRET/versions/VERSION}, where the version is a number or {@code
 * latest}.
 *
 * @param resource the part after {@code sm://}, as Secret Manager names it
 */
record SecretName(String resource) implements ResourceId {

  static final String SCHEME = "sm";

  private static final Pattern FORM =
      Pattern.compile("sm://(projects/[^/]+/secrets/[^/]+/versions/[^/]+)");

  static SecretName parse(String spec) {
    Matcher matcher = FORM.matcher(spec);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "secret "
              + spec
              + " must be written sm://projects/PROJECT/secrets/SECRET/versions/VERSION");
    }
    return new SecretName(matcher.group(1));
  }

  @Override
  public ResourceId resolve(String other, ResolveOptions options) {
    throw new UnsupportedOperationException(this + " has nothing under it; asked for " + other);
  }

  @Override
  public ResourceId getCurrentDirectory() {
    throw new UnsupportedOperationException(this + " is in no folder");
  }

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public String getFilename() {
    return resource.substring(resource.lastIndexOf('/') + 1);
  }

  @Override
  public boolean isDirectory() {
    return false;
  }

  @Override
  public String toString() {
    return SCHEME + "://" + resource;
  }
}
