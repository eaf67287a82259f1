package io.tidemark.pipelines.record;

/** A part whose bytes nobody needs any more, while those of its neighbours are needed. */
enum NoBytes implements Part {
  /** The only one. */
  OF_THIS;

  @Override
  public Bytes of(Bytes record) {
    return Bytes.NONE;
  }
}
