import { Collector, NO_DETAILS } from '../extraction/collector.js';
import { extractAll } from '../extraction/extract.js';
import type { ReportDocument } from '../pages/document.js';
import type { ReadOptions } from '../reader.js';
import type { Report } from '../report.js';
import { takeJson } from './json.js';
import { LeafReader } from './leaves.js';
import { isOpenIoc, takeOpenIoc } from './openioc.js';
import { isStixXml, takeStixXml } from './stix-xml.js';
import { readXml, treeOf } from './xml.js';
import { isSigmaRule } from './yaml.js';

/** Reads a document of names and values that is no known feed: OpenIOC, STIX 1.x, and JSON or XML of any other form. */
export function readStructured(document: ReportDocument, options: ReadOptions): Report {
  const collector = new Collector(options);
  const { hints } = collector;
  if (document.tree !== null) {
    if (!isSigmaRule(document.tree)) new LeafReader(collector, hints).read(document.tree, NO_DETAILS);
    else for (const { value } of extractAll(document.text)) collector.reject(value, 'in a detection rule or a query');
  } else if (document.syntax === 'json') takeJson(document.text, collector, hints);
  else {
    const { root, isWhole } = readXml(document.text);
    if (!isWhole) collector.warn('malformed', 'the XML is broken or cut; what could be read was read');
    if (isOpenIoc(root)) takeOpenIoc(root, collector, hints);
    else if (isStixXml(root)) takeStixXml(root, collector, hints);
    else new LeafReader(collector, hints).read(treeOf(root), NO_DETAILS);
  }
  return collector.report({ file: document.file, sha256: document.sha256, source: '', family: '' });
}
