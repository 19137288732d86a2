import { SentinelError } from '../../../scripts/base/errors.js';
import { answer, at, type Fault } from '../faulty.js';
import { behind, deployTo, eachTestsWorkspace, hunt, planFor, repository, rule } from '../workspace.js';

const workspace = eachTestsWorkspace();

const content = repository({ hunts: [hunt()], rules: [rule()] });

describe('a workspace that cannot be read is told in one sentence', () => {
  const cut: Fault = (message, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
    response.write('{"value": [');
    setTimeout(() => message.socket.destroy(), 20);
    return true;
  };

  it.each<[string, Fault, string, RegExp]>([
    ['an answer cut short', cut, 'no-answer', /gave no answer that can be read/],
    ['no answer at all', () => true, 'unreachable', /no answer within 1 seconds/],
    ['a page of HTML', answer(200, '<html>login</html>'), 'no-answer', /not JSON$/],
    ['an answer without a list', answer(200, '{}'), 'no-answer', /no list/],
    ['a resource without a name', answer(200, '{"value":[{"id":1}]}'), 'no-answer', /without id or name/],
    ['a next page elsewhere', answer(200, '{"value":[],"nextLink":"https://x.example/"}'), 'no-answer', /another host/],
    ['a next page that is no URL', answer(200, '{"value":[],"nextLink":"%%%"}'), 'no-answer', /another host/],
    ['a refusal', answer(400, '{"error":{"code":"X","message":"not so"}}'), 'refused', /HTTP 400: not so/],
  ])('%s', async (_, fault, code, message) => {
    for (const path of [/watchlists/i, /alertRules/i]) {
      const error = await behind(workspace, at(path, fault), (it) => planFor(content, it), {
        answerWithin: 1000,
      }).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(SentinelError);
      expect(error).toMatchObject({ code, exitCode: 2, message: expect.stringMatching(message) });
    }
  });

  it.each<[string, Fault]>([
    ['an answer cut short', cut],
    ['a page of HTML', answer(200, '<html>login</html>')],
    ['an answer without a list', answer(200, '{}')],
  ])('%s, of saved searches', async (_, fault) => {
    const planned = behind(workspace, at(/savedSearches/i, fault), (it) => planFor(content, it));
    await expect(planned).rejects.toMatchObject({ code: 'no-answer' });
  });
});

it('a write that meets another one is tried again', async () => {
  let conflicts = 0;
  const fault: Fault = (message, response) =>
    message.method === 'PUT' &&
    conflicts++ < 3 &&
    answer(409, '{"error":{"code":"Conflict","message":"Newer data exists"}}', { 'retry-after': '0' })(
      message,
      response,
    );
  const { applied, failed } = await behind(workspace, fault, (connection) => deployTo(content, connection));
  expect(failed).toEqual([]);
  expect(applied).toHaveLength(2);
  expect(conflicts).toBeGreaterThan(3);
});
