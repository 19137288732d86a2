import type { DoorOptions } from '../indicators/screening/screen.js';
import type { ReportDocument } from './pages/document.js';
import type { Page } from './pages/page.js';
import type { Report } from './report.js';

/** What reading a report depends on beside its bytes. */
export type ReadOptions = DoorOptions;

/** Reads one format of report. Formats are told apart by content, never by a file's name or a URL. */
export interface Reader {
  /** For people: `ThreatFox report`. */
  name: string;
  detect(document: ReportDocument, page: Page): boolean;
  read(document: ReportDocument, page: Page, options: ReadOptions): Report;
}
