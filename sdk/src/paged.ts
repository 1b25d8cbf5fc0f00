interface PageOf<T> {
  data: T[];
  next_cursor?: string | null;
}

/** A list: `for await` over its members, read page by page as you go, or over `.pages()`. */
export interface Paged<T, Page extends PageOf<T> = PageOf<T>> extends AsyncIterable<T> {
  /** The pages as the API has them. */
  pages(): AsyncGenerator<Page, void, undefined>;
}

/** Makes a list of the read of one page; it begins at `from`, a page's `next_cursor`. */
export function paged<T, Page extends PageOf<T>>(
  read: (cursor: string | undefined) => Promise<Page>,
  from?: string,
): Paged<T, Page> {
  async function* pages() {
    let cursor = from;
    do {
      const page = await read(cursor);
      yield page;
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
  }
  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { data } of pages()) yield* data;
    },
  };
}
