const { readFrames } = require('../../../dist/service/inspection/frames');

/** An inspecting process that does what the file says, as a decoder with a fault would. */
process.on('message', () => {
  const said = readFrames(0).toString();
  if (said === 'crash') process.abort();
  while (said === 'endless');
  const answer =
    said === 'environment' ? Object.keys(process.env).filter((name) => name !== 'NODE_CHANNEL_FD') : ['image/png'];
  process.send({ media_type: answer.filter((name) => !name.startsWith('NODE_CHANNEL')).join(' ') });
});
process.on('disconnect', () => process.exit());
