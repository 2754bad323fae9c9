// What does not change while somebody codes (a text, the codebook, segments) is sent once and stands here, where the desk finds it.
export default function (component) {
  const shelf = (window.workbenchShelf ||= { text: new Map(), book: new Map(), cuts: new Map() });
  for (const [kind, thing] of Object.entries(component.data)) shelf[kind].set(thing.id, thing);
  window.dispatchEvent(new CustomEvent("workbench-shelf"));
}
