package io.tidemark.runners.dataflow;

import com.google.auth.Credentials;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.gcp.options.GcpOptions;
import org.apache.beam.sdk.io.FileSystem;
import org.apache.beam.sdk.io.FileSystemRegistrar;
import org.apache.beam.sdk.options.PipelineOptions;

/** Registers {@code sm://} with Beam, with the credentials of the options. */
public final class SecretFileSystemRegistrar implements FileSystemRegistrar {

  @Override
  public Iterable<FileSystem<?>> fromOptions(PipelineOptions options) {
    GcpOptions gcp = options.as(GcpOptions.class);
    return List.of(
        new SecretFileSystem(
            SecretFileSystem.SECRET_MANAGER, uri -> headers(gcp.getGcpCredential(), uri)));
  }

  private static Map<String, List<String>> headers(Credentials credentials, URI uri)
      throws IOException {
    if (credentials == null) {
      throw new IOException(
          "no Google credentials here to read "
              + uri
              + "; give the process a service account, or put the value in a file");
    }
    return credentials.getRequestMetadata(uri);
  }
}
