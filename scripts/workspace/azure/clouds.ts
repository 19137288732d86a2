/** Azure's clouds: each has hosts of its own, and tokens of one are worth nothing in another. */
export type Cloud = 'public' | 'usgov' | 'china';

export interface CloudHosts {
  /** Resource Manager. */
  management: string;
  /** The query API of Log Analytics. */
  logs: string;
  /** Where credentials log in. */
  authority: string;
  /** The upload of indicators; undefined where none is published. */
  threatIntelligence?: string;
}

export const CLOUDS: Record<Cloud, CloudHosts> = {
  public: {
    management: 'https://management.azure.com',
    logs: 'https://api.loganalytics.azure.com',
    authority: 'https://login.microsoftonline.com',
    threatIntelligence: 'https://api.ti.sentinel.azure.com',
  },
  usgov: {
    management: 'https://management.usgovcloudapi.net',
    logs: 'https://api.loganalytics.us',
    authority: 'https://login.microsoftonline.us',
  },
  china: {
    management: 'https://management.chinacloudapi.cn',
    logs: 'https://api.loganalytics.azure.cn',
    authority: 'https://login.chinacloudapi.cn',
  },
};
