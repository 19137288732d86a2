import { type Argument, type CallSite, type Entry, entry, type Family, real, text } from './entry.js';

/** Units of one quantity, each in terms of the same base. */
type Units = Readonly<Record<string, number>>;

const ANGLE: Units = {
  arcminute: Math.PI / 10_800,
  arcsecond: Math.PI / 648_000,
  centiradian: 0.01,
  deciradian: 0.1,
  degree: Math.PI / 180,
  gradian: Math.PI / 200,
  microdegree: Math.PI / 180e6,
  microradian: 1e-6,
  millidegree: Math.PI / 180e3,
  milliradian: 1e-3,
  nanodegree: Math.PI / 180e9,
  nanoradian: 1e-9,
  radian: 1,
  revolution: 2 * Math.PI,
  tilt: 1,
};
const FORCE: Units = {
  decanewton: 10,
  dyn: 1e-5,
  kilogramforce: 9.80665,
  kilonewton: 1e3,
  kilopond: 9.80665,
  meganewton: 1e6,
  micronewton: 1e-6,
  millinewton: 1e-3,
  newton: 1,
  ounceforce: 0.2780138509537812,
  poundforce: 4.4482216152605,
  poundal: 0.138254954376,
  tonneforce: 9806.65,
};
const LENGTH: Units = {
  angstrom: 1e-10,
  centimeter: 0.01,
  decimeter: 0.1,
  fathom: 1.8288,
  foot: 0.3048,
  hectometer: 100,
  inch: 0.0254,
  kilometer: 1000,
  meter: 1,
  microinch: 2.54e-8,
  micrometer: 1e-6,
  mil: 2.54e-5,
  mile: 1609.344,
  millimeter: 1e-3,
  nanometer: 1e-9,
  nauticalmile: 1852,
  yard: 0.9144,
};
const MASS: Units = {
  centigram: 1e-5,
  decagram: 0.01,
  decigram: 1e-4,
  grain: 6.479891e-5,
  gram: 1e-3,
  hectogram: 0.1,
  kilogram: 1,
  kilotonne: 1e6,
  megatonne: 1e9,
  microgram: 1e-9,
  milligram: 1e-6,
  nanogram: 1e-12,
  ounce: 0.028349523125,
  pound: 0.45359237,
  shortton: 907.18474,
  longton: 1016.0469088,
  stone: 6.35029318,
  tonne: 1000,
};
const SPEED: Units = {
  centimeterpersecond: 0.01,
  centimeterperminute: 0.01 / 60,
  centimeterperhour: 0.01 / 3600,
  decimeterpersecond: 0.1,
  footpersecond: 0.3048,
  footperminute: 0.3048 / 60,
  footperhour: 0.3048 / 3600,
  inchpersecond: 0.0254,
  kilometerperhour: 1 / 3.6,
  kilometerperminute: 1000 / 60,
  kilometerpersecond: 1000,
  knot: 1852 / 3600,
  meterperhour: 1 / 3600,
  meterperminute: 1 / 60,
  meterpersecond: 1,
  mileperhour: 0.44704,
  millimeterpersecond: 1e-3,
  yardpersecond: 0.9144,
};
const VOLUME: Units = {
  centiliter: 1e-5,
  cubiccentimeter: 1e-6,
  cubicdecimeter: 1e-3,
  cubicfoot: 0.028316846592,
  cubicinch: 1.6387064e-5,
  cubickilometer: 1e9,
  cubicmeter: 1,
  cubicmile: 4168181825.4405794,
  cubicmillimeter: 1e-9,
  cubicyard: 0.764554857984,
  deciliter: 1e-4,
  hectoliter: 0.1,
  kiloliter: 1,
  liter: 1e-3,
  megaliter: 1000,
  microliter: 1e-9,
  milliliter: 1e-6,
};

/** A unit that is not here is refused, where the query names it. */
function refuseUnknown(args: readonly Argument[], known: object, site: CallSite): void {
  for (const { constant } of args.slice(1)) {
    if (typeof constant === 'string' && !(constant.toLowerCase() in known))
      site.refuse(`The unit ${constant} is not supported.`);
  }
}

function converter(units: Units): Entry {
  return entry('real', (args, site) => {
    refuseUnknown(args, units, site);
    const [value, from, to] = [real.read(args[0]), text.read(args[1]), text.read(args[2])];
    return (row, run) => {
      const amount = value(row, run);
      const source = units[(from(row, run) ?? '').toLowerCase()];
      const target = units[(to(row, run) ?? '').toLowerCase()];
      return amount === undefined || source === undefined || target === undefined ? null : (amount * source) / target;
    };
  });
}

const TO_KELVIN: Record<string, (value: number) => number> = {
  degreecelsius: (value) => value + 273.15,
  degreefahrenheit: (value) => ((value + 459.67) * 5) / 9,
  degreerankine: (value) => (value * 5) / 9,
  degreedelisle: (value) => 373.15 - (value * 2) / 3,
  degreenewton: (value) => (value * 100) / 33 + 273.15,
  degreereaumur: (value) => value * 1.25 + 273.15,
  degreeroemer: (value) => ((value - 7.5) * 40) / 21 + 273.15,
  kelvin: (value) => value,
};
const FROM_KELVIN: Record<string, (value: number) => number> = {
  degreecelsius: (value) => value - 273.15,
  degreefahrenheit: (value) => (value * 9) / 5 - 459.67,
  degreerankine: (value) => (value * 9) / 5,
  degreedelisle: (value) => ((373.15 - value) * 3) / 2,
  degreenewton: (value) => ((value - 273.15) * 33) / 100,
  degreereaumur: (value) => (value - 273.15) / 1.25,
  degreeroemer: (value) => ((value - 273.15) * 21) / 40 + 7.5,
  kelvin: (value) => value,
};

const temperature: Entry = entry('real', (args, site) => {
  refuseUnknown(args, TO_KELVIN, site);
  const [value, from, to] = [real.read(args[0]), text.read(args[1]), text.read(args[2])];
  return (row, run) => {
    const amount = value(row, run);
    const source = TO_KELVIN[(from(row, run) ?? '').toLowerCase()];
    const target = FROM_KELVIN[(to(row, run) ?? '').toLowerCase()];
    return amount === undefined || !source || !target ? null : target(source(amount));
  };
});

export const units: Family = {
  convert_angle: converter(ANGLE),
  convert_force: converter(FORCE),
  convert_length: converter(LENGTH),
  convert_mass: converter(MASS),
  convert_speed: converter(SPEED),
  convert_volume: converter(VOLUME),
  convert_temperature: temperature,
};
