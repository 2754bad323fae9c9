// What does not change while somebody codes (the text, the codebook) is sent once and stands here, where the desk finds it.
export default function (component) {
  const { text, book } = component.data;
  const shelf = (window.workbenchShelf ||= { texts: new Map(), books: new Map() });
  shelf.texts.set(text.id, text);
  shelf.books.set(book.id, book);
  window.dispatchEvent(new CustomEvent("workbench-shelf"));
}
