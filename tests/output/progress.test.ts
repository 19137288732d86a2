import { throttled } from '../../scripts/output/progress.js';

it('progress is said at once, and then at most ten times a second', () => {
  const said: string[] = [];
  let time = 1_000;
  const say = throttled(
    (text) => said.push(text),
    () => time,
  );
  for (let step = 0; step <= 250; step++) {
    say(`${step} MB`);
    time++;
  }
  expect(said).toEqual(['0 MB', '100 MB', '200 MB']);
});
