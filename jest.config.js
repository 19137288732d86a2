/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/tests/environment.js',
  // Jest would leave one core idle: on two cores that doubles the time.
  maxWorkers: '100%',
  // A guard against hanging, no statement on speed: scenarios start processes, and machines are busy.
  testTimeout: 180_000,
  reporters: ['default', '<rootDir>/tests/closing-line.js'],
  // The code is among them so that Jest finds the tests that have to do with a file.
  roots: ['<rootDir>/tests', '<rootDir>/scripts'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: ['/fixtures/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@kusto/language-service-next/.*\\.min\\.js$': '<rootDir>/tests/nothing.js',
  },
};
