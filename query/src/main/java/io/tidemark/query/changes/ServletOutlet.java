package io.tidemark.query.changes;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;

/** The output of an asynchronous request of Jetty. */
final class ServletOutlet implements Outlet {
  private final AsyncContext context;
  private final ServletOutputStream out;
  private final ServletRequest request;

  ServletOutlet(AsyncContext context, ServletOutputStream out, ServletRequest request) {
    this.context = context;
    this.out = out;
    this.request = request;
  }

  @Override
  public boolean isReady() {
    return out.isReady();
  }

  @Override
  public void write(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void complete() {
    context.complete();
  }

  /** To complete would wait for what the client does not read; the connection has to go. */
  @Override
  public void abort() {
    ServletContextRequest.getServletContextRequest(request)
        .getConnectionMetaData()
        .getConnection()
        .getEndPoint()
        .close();
  }
}
