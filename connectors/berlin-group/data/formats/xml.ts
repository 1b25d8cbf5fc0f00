import sax from 'sax';
import { unusable } from '../../../toolkit/http';

/** An element, its name without prefix. `text` is what stands directly in it, untouched: no number is made of it. */
export interface XmlElement {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  text: string;
}

/** A statement is some ten levels deep, and a booking has some fifty elements. */
const DEEPEST = 40;
const MOST = 1_000_000;

/** The types of the package do not know this option: only the five entities of XML itself. */
const OPTIONS = { strictEntities: true } as sax.SAXOptions;

/**
 * Reads an XML document whole, or throws `ConnectorError`: a cut one would lose bookings without a word. A document
 * type is refused, so there are no entities but the five of XML itself, and depth and number of elements are bounded.
 */
export function parseXml(text: string): XmlElement {
  const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
  const open: XmlElement[] = [top];
  const parser = sax.parser(true, OPTIONS);
  let count = 0;
  parser.onerror = (cause) => {
    throw unusable(cause);
  };
  parser.ondoctype = () => {
    throw unusable(new Error('a document type is not read'));
  };
  parser.onopentag = ({ name, attributes }) => {
    if (open.length > DEEPEST || ++count > MOST) throw unusable(new Error('too many elements'));
    const element = { name: local(name), attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)?.children.push(element);
    open.push(element);
  };
  parser.onclosetag = () => void open.pop();
  const add = (part: string) => {
    const element = open.at(-1);
    if (element) element.text += part;
  };
  parser.ontext = add;
  parser.oncdata = add;
  parser.write(text.replace(/^\uFEFF/, '')).close();
  const [root] = top.children;
  if (!root) throw unusable(new Error('no element'));
  return root;
}

const local = (name: string): string => name.slice(name.indexOf(':') + 1);

/** All elements at a path of names below one. */
export const elements = (from: XmlElement, ...path: string[]): XmlElement[] =>
  path.reduce<XmlElement[]>(
    (found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)),
    [from],
  );

/** The trimmed text of the first element at a path that has one. */
export const textAt = (from: XmlElement, ...path: string[]): string | undefined =>
  elements(from, ...path)
    .map(({ text }) => text.trim())
    .find((text) => text !== '');

/** The first text at any of several paths: what other versions of a message call the same. */
export const textAtAny = (from: XmlElement, paths: readonly string[][]): string | undefined =>
  paths.map((path) => textAt(from, ...path)).find((text) => text !== undefined);
