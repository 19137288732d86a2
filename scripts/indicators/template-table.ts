import type { TableSchema } from '../kql/analysis/catalog.js';

/** The table that a template's query reads, with the columns that its declaration in a hunt has. */
export const INDICATORS: TableSchema = {
  name: 'indicators',
  columns: [
    { name: 'Indicator', type: 'string' },
    { name: 'Ports', type: 'dynamic' },
    { name: 'MalwareFamily', type: 'string' },
    { name: 'ThreatType', type: 'string' },
    { name: 'Confidence', type: 'int' },
    { name: 'ActiveFrom', type: 'datetime' },
    { name: 'ActiveUntil', type: 'datetime' },
  ],
};
