import { Decimal } from './value.js';

/** Digits after the point that a quotient is worked out to. */
const QUOTIENT_SCALE = 28;
const PATTERN = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/;

export function parseDecimal(text: string): Decimal | null {
  const match = PATTERN.exec(text);
  const [, sign, whole = '', fraction = '', power = '0'] = match ?? [];
  if (!match || whole + fraction === '') return null;
  const digits = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n);
  return decimal(digits, fraction.length - Number(power));
}

export function decimal(digits: bigint, scale: number): Decimal {
  return scale < 0 ? new Decimal(digits * 10n ** BigInt(-scale), 0) : new Decimal(digits, scale);
}

export function decimalOfNumber(value: number): Decimal | null {
  return Number.isFinite(value) ? parseDecimal(String(value)) : null;
}

export function decimalToNumber(value: Decimal): number {
  return Number(formatDecimal(value));
}

/** The whole part, towards zero. */
export function decimalToBigint(value: Decimal): bigint {
  return value.digits / 10n ** BigInt(value.scale);
}

/** Without zeros at the end of the fraction. */
export function formatDecimal({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return `${sign}${whole}${fraction ? `.${fraction}` : ''}`;
}

function align(a: Decimal, b: Decimal): { x: bigint; y: bigint; scale: number } {
  const scale = Math.max(a.scale, b.scale);
  return { x: a.digits * 10n ** BigInt(scale - a.scale), y: b.digits * 10n ** BigInt(scale - b.scale), scale };
}

export function compareDecimals(a: Decimal, b: Decimal): number {
  const { x, y } = align(a, b);
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Null for a division by zero. */
export function decimalArithmetic(operator: string, a: Decimal, b: Decimal): Decimal | null {
  const { x, y, scale } = align(a, b);
  switch (operator) {
    case '+':
      return decimal(x + y, scale);
    case '-':
      return decimal(x - y, scale);
    case '*':
      return decimal(a.digits * b.digits, a.scale + b.scale);
    case '/':
      return y === 0n ? null : decimal((x * 10n ** BigInt(QUOTIENT_SCALE)) / y, QUOTIENT_SCALE);
    default:
      if (y === 0n) return null;
      return decimal(((x % y) + (y < 0n ? -y : y)) % (y < 0n ? -y : y), scale);
  }
}
