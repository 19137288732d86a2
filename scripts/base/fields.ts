import { isObject } from './objects.js';

/** Reads fields of a JSON object that anybody may have written; what is missing or of another type is empty. */
export class Fields {
  constructor(private readonly value: Record<string, unknown>) {}

  has(name: string): boolean {
    return this.value[name] !== undefined;
  }

  text(name: string): string {
    const value = this.value[name];
    return typeof value === 'string' ? value : '';
  }

  number(name: string): number {
    const value = this.value[name];
    return typeof value === 'number' ? value : 0;
  }

  flag(name: string): boolean | undefined {
    const value = this.value[name];
    return typeof value === 'boolean' ? value : undefined;
  }

  object(name: string): Fields {
    const value = this.value[name];
    return new Fields(isObject(value) ? value : {});
  }

  texts(name: string): string[] {
    const value = this.value[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
  }

  list(name: string): Fields[] {
    const value = this.value[name];
    return Array.isArray(value) ? value.filter(isObject).map((item) => new Fields(item)) : [];
  }
}
