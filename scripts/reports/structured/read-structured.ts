import { Collector, NO_DETAILS } from '../extraction/collector.js';
import type { ReportDocument } from '../pages/document.js';
import type { ReadOptions } from '../reader.js';
import type { Report } from '../report.js';
import { takeJson } from './json.js';
import { LeafReader } from './leaves.js';
import { isOpenIoc, takeOpenIoc } from './openioc.js';
import { isStixXml, takeStixXml } from './stix-xml.js';
import { readXml, treeOf } from './xml.js';

/** Reads a document of names and values that is no known feed: OpenIOC, STIX 1.x, and JSON or XML of any other form. */
export function readStructured(document: ReportDocument, options: ReadOptions): Report {
  const collector = new Collector(options);
  const { hints } = collector;
  if (document.syntax === 'json') takeJson(document.text, collector, hints);
  else {
    const { root, isWhole } = readXml(document.text);
    if (!isWhole) collector.warn('malformed', 'the XML is broken or cut; what could be read was read');
    if (isOpenIoc(root)) takeOpenIoc(root, collector, hints);
    else if (isStixXml(root)) takeStixXml(root, collector, hints);
    else new LeafReader(collector, hints).read(treeOf(root), NO_DETAILS);
  }
  return collector.report({ file: document.file, sha256: document.sha256, source: '', family: '' });
}
