import type { JsonObject } from '../server/shape.js';

export type RuleKind = 'Scheduled' | 'NRT';

/** Kinds of rules that have no query: they come with the workspace or are made in the portal. */
export const OTHER_KINDS = ['Fusion', 'MicrosoftSecurityIncidentCreation', 'MLBehaviorAnalytics', 'ThreatIntelligence'];

/** Stable API versions do not know the others, neither in a body nor in a list. */
export const STABLE_KINDS: readonly string[] = ['Scheduled', 'Fusion', 'MicrosoftSecurityIncidentCreation'];

/** What ALERT_RULE_SCHEMA guarantees of a body, as far as later checks read it. */
export interface AlertRuleBody {
  kind: RuleKind;
  properties: JsonObject & {
    displayName: string;
    enabled: boolean;
    query: string;
    suppressionDuration: string;
    queryFrequency?: string;
    queryPeriod?: string;
    techniques?: string[];
    subTechniques?: string[];
    entityMappings?: { fieldMappings: { columnName: string }[] }[];
    customDetails?: Record<string, string>;
    alertDetailsOverride?: { alertDisplayNameFormat?: string; alertDescriptionFormat?: string };
    incidentConfiguration?: { groupingConfiguration?: { lookbackDuration: string } };
  };
}

const strings = { type: 'array', items: { type: 'string' } };

function text(most: number, least = 0): object {
  return { type: 'string', minLength: least, maxLength: most };
}

/** A column of the query's result. */
const column = { type: 'string', pattern: '^[a-zA-Z_]\\w*$', maxLength: 500 };

export const TACTICS = [
  ...['Reconnaissance', 'ResourceDevelopment', 'InitialAccess', 'Execution', 'Persistence', 'PrivilegeEscalation'],
  ...['DefenseEvasion', 'CredentialAccess', 'Discovery', 'LateralMovement', 'Collection', 'Exfiltration'],
  ...['CommandAndControl', 'Impact', 'PreAttack', 'ImpairProcessControl', 'InhibitResponseFunction'],
];

const entityTypes = [
  ...['Account', 'Host', 'IP', 'Malware', 'File', 'Process', 'CloudApplication', 'DNS', 'AzureResource', 'FileHash'],
  ...['RegistryKey', 'RegistryValue', 'SecurityGroup', 'URL', 'Mailbox', 'MailCluster', 'MailMessage'],
  ...['SubmissionMail', 'IoTDevice'],
];

const alertProperties = [
  ...['AlertLink', 'ConfidenceLevel', 'ConfidenceScore', 'ExtendedLinks', 'ProductComponentName', 'ProductName'],
  ...['ProviderName', 'RemediationSteps', 'Techniques'],
];

const entityMapping = {
  type: 'object',
  required: ['entityType', 'fieldMappings'],
  properties: {
    entityType: { enum: entityTypes },
    fieldMappings: {
      type: 'array',
      minItems: 1,
      maxItems: 3,
      items: {
        type: 'object',
        required: ['identifier', 'columnName'],
        properties: { identifier: text(500, 1), columnName: column },
      },
    },
  },
};

const alertDetailsOverride = {
  type: 'object',
  properties: {
    alertDisplayNameFormat: text(256, 1),
    alertDescriptionFormat: text(5000, 1),
    alertTacticsColumnName: { type: 'string' },
    alertSeverityColumnName: { type: 'string' },
    alertDynamicProperties: {
      type: 'array',
      items: {
        type: 'object',
        required: ['alertProperty', 'value'],
        properties: { alertProperty: { enum: alertProperties }, value: { type: 'string' } },
      },
    },
  },
};

const groupingConfiguration = {
  type: 'object',
  required: ['enabled', 'reopenClosedIncident', 'lookbackDuration', 'matchingMethod'],
  properties: {
    enabled: { type: 'boolean' },
    reopenClosedIncident: { type: 'boolean' },
    lookbackDuration: { type: 'string' },
    matchingMethod: { enum: ['AllEntities', 'AnyAlert', 'Selected'] },
    groupByEntities: { type: 'array', items: { enum: entityTypes } },
    groupByAlertDetails: { type: 'array', items: { enum: ['DisplayName', 'Severity'] } },
    groupByCustomDetails: strings,
  },
  if: { properties: { matchingMethod: { const: 'Selected' } } },
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
  then: {
    anyOf: ['groupByEntities', 'groupByAlertDetails', 'groupByCustomDetails'].map((property) => ({
      required: [property],
      properties: { [property]: { type: 'array', minItems: 1 } },
    })),
  },
};

/**
 * A body of `PUT alertRules/{id}`: types, enumerations and limits of the service's published model.
 * What relates two properties, and durations, is checked in `alert-rules.ts`.
 */
export const ALERT_RULE_SCHEMA = {
  type: 'object',
  required: ['kind', 'properties'],
  properties: {
    kind: { enum: ['Scheduled', 'NRT'] },
    etag: { type: 'string' },
    properties: {
      type: 'object',
      required: ['displayName', 'enabled', 'severity', 'query', 'suppressionDuration', 'suppressionEnabled'],
      properties: {
        displayName: text(256, 1),
        description: text(5000),
        enabled: { type: 'boolean' },
        severity: { enum: ['Informational', 'Low', 'Medium', 'High'] },
        query: text(10_000, 1),
        queryFrequency: { type: 'string' },
        queryPeriod: { type: 'string' },
        triggerOperator: { enum: ['GreaterThan', 'LessThan', 'Equal', 'NotEqual'] },
        triggerThreshold: { type: 'integer', minimum: 0, maximum: 10_000 },
        suppressionDuration: { type: 'string' },
        suppressionEnabled: { type: 'boolean' },
        tactics: { type: 'array', items: { enum: TACTICS } },
        techniques: strings,
        subTechniques: strings,
        alertRuleTemplateName: { type: 'string' },
        templateVersion: { type: 'string' },
        entityMappings: { type: 'array', maxItems: 10, items: entityMapping },
        customDetails: {
          type: 'object',
          maxProperties: 20,
          propertyNames: { pattern: '^[a-zA-Z]\\w*$', maxLength: 20 },
          additionalProperties: column,
        },
        alertDetailsOverride,
        eventGroupingSettings: {
          type: 'object',
          required: ['aggregationKind'],
          properties: { aggregationKind: { enum: ['SingleAlert', 'AlertPerResult'] } },
        },
        incidentConfiguration: {
          type: 'object',
          required: ['createIncident'],
          properties: { createIncident: { type: 'boolean' }, groupingConfiguration },
        },
        sentinelEntitiesMappings: { type: 'array' },
      },
    },
  },
  if: { properties: { kind: { const: 'Scheduled' } } },
  // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema.
  then: {
    properties: {
      properties: {
        type: 'object',
        required: ['queryFrequency', 'queryPeriod', 'triggerOperator', 'triggerThreshold'],
      },
    },
  },
};
