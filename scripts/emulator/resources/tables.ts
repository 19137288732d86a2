import { SCHEMA_FOLDER } from '../../base/system/package-folder.js';
import { openCatalog, type TableSchema } from '../../kql/analysis/catalog.js';
import { badRequest } from '../server/arm-error.js';
import { envelope, put, readOne, remove, type WritableCollection } from '../server/collection.js';
import { parameter, type Route } from '../server/router.js';
import type { Service } from '../server/service.js';
import { bodyReader, type JsonObject } from '../server/shape.js';
import { WORKSPACE_PATH } from '../server/workspace.js';
import { listResources } from '../state/stored.js';

/** Service limits of a custom table: letters, digits and underscores after a letter, `_CL` at the end. */
const TABLE_NAME = /^[A-Za-z][A-Za-z0-9_]{0,59}_CL$/;
const COLUMN_NAME = /^[A-Za-z][A-Za-z0-9_]{0,44}$/;
const MAX_COLUMNS = 500;
/** Names that the service keeps for columns of its own. */
const RESERVED_COLUMNS = new Set(['id', 'tenantid', 'type', 'uniqueid', 'title']);

const COLUMN_TYPES = new Set(['string', 'int', 'long', 'real', 'boolean', 'datetime', 'guid', 'dynamic']);

interface Column {
  name: string;
  type: string;
}

const read = bodyReader<{ properties: JsonObject & { schema: { name: string; columns: Column[] } } }>({
  type: 'object',
  required: ['properties'],
  properties: {
    properties: {
      type: 'object',
      required: ['schema'],
      properties: {
        plan: { enum: ['Analytics', 'Basic', 'Auxiliary'] },
        schema: {
          type: 'object',
          required: ['name', 'columns'],
          properties: {
            name: { type: 'string' },
            columns: {
              type: 'array',
              items: {
                type: 'object',
                required: ['name', 'type'],
                properties: { name: { type: 'string' }, type: { type: 'string' } },
              },
            },
          },
        },
      },
    },
  },
});

/**
 * The workspace's tables: Microsoft's are those whose schemas come with this package, and stay as they are; custom ones
 * (`_CL`, fed by data collection rules) are created, changed and deleted. As in Log Analytics, the list has one page,
 * and a PUT answers 200.
 */
export function tableRoutes(service: Service): Route[] {
  const microsoft = microsoftTables();
  const readCustom = readOne(service, CUSTOM_TABLES);
  const createOrUpdate = put(service, CUSTOM_TABLES);
  const removeCustom = remove(service, CUSTOM_TABLES);
  return [
    {
      path: CUSTOM_TABLES.path,
      methods: {
        GET: async (request) => {
          const everything = { after: 0n, limit: Number.MAX_SAFE_INTEGER };
          const custom = await service.store.read((session) => listResources(session, CUSTOM_TABLES.type, everything));
          const value = [
            ...microsoft.all(),
            ...custom.map((resource) => envelope(service, CUSTOM_TABLES, resource, request)),
          ];
          return { status: 200, body: { value } };
        },
      },
    },
    {
      path: `${CUSTOM_TABLES.path}/{name}`,
      methods: {
        GET: async (request) => {
          const table = microsoft.find(parameter(request, 'name'));
          return table ? { status: 200, body: table } : readCustom(request);
        },
        PUT: async (request) => ({ ...(await createOrUpdate(request)), status: 200 }),
        DELETE: async (request) => {
          const name = parameter(request, 'name');
          if (microsoft.find(name)) throw badRequest(`The table '${name}' is Microsoft's; it cannot be deleted.`);
          return removeCustom(request);
        },
      },
    },
  ];
}

const CUSTOM_TABLES: WritableCollection = {
  type: 'table',
  path: 'tables',
  armType: 'Microsoft.OperationalInsights/workspaces/tables',
  present: ({ properties }) => ({ ...DEFAULTS, ...properties, provisioningState: 'Succeeded' }),
  async accept(request) {
    const name = parameter(request, 'name');
    const { properties } = read(request.body);
    const { schema } = properties;
    if (!TABLE_NAME.test(name))
      throw badRequest(
        `The table name '${name}' is not valid: letters, digits and underscores after a letter, at most 63, and _CL at the end.`,
      );
    if (schema.name !== name) throw badRequest(`The schema is of the table '${schema.name}', not of '${name}'.`);
    const columns = schema.columns.map(readColumn);
    if (columns.length > MAX_COLUMNS)
      throw badRequest(`The table '${name}' has ${columns.length} columns; the limit is ${MAX_COLUMNS}.`);
    const names = new Set(columns.map((column) => column.name.toLowerCase()));
    if (names.size < columns.length) throw badRequest(`The table '${name}' has a column twice.`);
    if (!columns.some((column) => column.name === 'TimeGenerated' && column.type === 'datetime'))
      throw badRequest(`The table '${name}' is missing the mandatory column 'TimeGenerated' of type datetime.`);
    const kind = { tableType: 'CustomLog', tableSubType: 'DataCollectionRuleBased' };
    return {
      properties: {
        ...properties,
        schema: { ...schema, ...kind, columns, standardColumns: [columnOf('TenantId', 'guid')], solutions: SOLUTIONS },
      },
    };
  },
};

const DEFAULTS = { plan: 'Analytics', retentionInDays: 90, totalRetentionInDays: 90 };
const SOLUTIONS = ['LogManagement'];

function readColumn({ name, type, ...more }: Column): JsonObject & Column {
  if (!COLUMN_NAME.test(name) || RESERVED_COLUMNS.has(name.toLowerCase()))
    throw badRequest(
      `The column name '${name}' is reserved or not valid: letters, digits and underscores after a letter, at most 45.`,
    );
  if (!COLUMN_TYPES.has(type.toLowerCase())) throw badRequest(`The column '${name}' has the unknown type '${type}'.`);
  return { ...more, ...columnOf(name, type.toLowerCase()) };
}

/** Types come back in lower case, whatever the casing that they were sent in. */
function columnOf(name: string, type: string): JsonObject & Column {
  return { name, type, isDefaultDisplay: false, isHidden: false };
}

/** The shipped schemas as resources. A `_CL` table is a team's own, even when its schema lies among the shipped ones. */
function microsoftTables() {
  const catalog = openCatalog([SCHEMA_FOLDER]);
  const names = new Map(
    catalog
      .tableNames()
      .filter((name) => !name.endsWith('_CL'))
      .map((name) => [name.toLowerCase(), name]),
  );
  const find = (given: string): JsonObject | undefined => {
    const name = names.get(given.toLowerCase());
    const table = name === undefined ? undefined : catalog.table(name);
    return table && microsoftTable(table);
  };
  return { find, all: () => [...names.keys()].flatMap((name) => find(name) ?? []) };
}

function microsoftTable({ name, columns }: TableSchema): JsonObject {
  return {
    id: `${WORKSPACE_PATH}/${CUSTOM_TABLES.path}/${name}`,
    name,
    type: CUSTOM_TABLES.armType,
    properties: {
      ...DEFAULTS,
      provisioningState: 'Succeeded',
      schema: {
        name,
        tableType: 'Microsoft',
        tableSubType: 'Any',
        standardColumns: columns.map((column) => columnOf(column.name, armType(column))),
        solutions: SOLUTIONS,
      },
    },
  };
}

/** The service calls the workspace's id a guid; queries see a string. */
function armType({ name, type }: { name: string; type: string }): string {
  if (name === 'TenantId') return 'guid';
  return type === 'bool' ? 'boolean' : type;
}
