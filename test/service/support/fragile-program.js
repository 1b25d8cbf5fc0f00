/** An inspecting process that does what the file says, as a decoder with a fault would. */
let text = '';

process.on('message', (message) => {
  if (message instanceof Uint8Array) {
    text += Buffer.from(message).toString();
    return;
  }
  const said = text;
  text = '';
  if (said === 'crash') process.abort();
  while (said === 'endless');
  const answer =
    said === 'environment' ? Object.keys(process.env).filter((name) => name !== 'NODE_CHANNEL_FD') : ['image/png'];
  process.send({ media_type: answer.filter((name) => !name.startsWith('NODE_CHANNEL')).join(' ') });
});
process.on('disconnect', () => process.exit());
