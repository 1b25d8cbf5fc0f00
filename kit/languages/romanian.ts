/** The platform's sentences in Romanian, by their English text. A test looks whether one is missing. */
export const ROMANIAN: Readonly<Record<string, string>> = {
  // The check of forms.
  'This is required.': 'Acest câmp este obligatoriu.',
  'This must be {type}.': 'Valoarea trebuie să fie {type}.',
  'This must be one of: {values}.': 'Valoarea trebuie să fie una dintre: {values}.',
  'This must be {value}.': 'Valoarea trebuie să fie {value}.',
  'This is not written as it is expected here.': 'Valoarea nu este scrisă așa cum se așteaptă aici.',
  'This must be a day of the calendar, written as 2026-01-31.':
    'Valoarea trebuie să fie o zi din calendar, scrisă ca 2026-01-31.',
  'This must be a date and a time, written as 2026-01-31T12:00:00Z.':
    'Valoarea trebuie să fie o dată și o oră, scrise ca 2026-01-31T12:00:00Z.',
  'This is not an e-mail address: please check it.': 'Aceasta nu este o adresă de e-mail: te rugăm să o verifici.',
  'This is not a web address: please check it.': 'Aceasta nu este o adresă web: te rugăm să o verifici.',
  'This must be an id, written as 3f2a7c1e-5b0d-4c6a-9e8f-1a2b3c4d5e6f.':
    'Valoarea trebuie să fie un identificator, scris ca 3f2a7c1e-5b0d-4c6a-9e8f-1a2b3c4d5e6f.',
  'This must be a valid {format}.': 'Valoarea trebuie să fie un {format} valid.',
  'This must have at least {limit} characters.': 'Numărul minim de caractere este {limit}.',
  'This must have at most {limit} characters.': 'Numărul maxim de caractere este {limit}.',
  'This must be at least {limit}.': 'Valoarea trebuie să fie cel puțin {limit}.',
  'This must be at most {limit}.': 'Valoarea trebuie să fie cel mult {limit}.',
  'This must be more than {limit}.': 'Valoarea trebuie să fie mai mare decât {limit}.',
  'This must be less than {limit}.': 'Valoarea trebuie să fie mai mică decât {limit}.',
  'This must be a multiple of {limit}.': 'Valoarea trebuie să fie un multiplu de {limit}.',
  'This needs at least {limit} entries.': 'Numărul minim de intrări este {limit}.',
  'This takes at most {limit} entries.': 'Numărul maxim de intrări este {limit}.',
  'This needs at least {limit} of its members.': 'Numărul minim de câmpuri date este {limit}.',
  'This takes at most {limit} of its members.': 'Numărul maxim de câmpuri date este {limit}.',
  'Each entry may be given only once.': 'Fiecare intrare poate fi dată o singură dată.',
  'This property is not known here.': 'Acest câmp nu este cunoscut aici.',
  'This fits none of the allowed forms.': 'Valoarea nu se potrivește cu niciuna dintre formele permise.',
  'This is not valid.': 'Valoarea nu este validă.',
  'This has a character that can’t be read here, such as a line break: please type it anew.':
    'Textul conține un caracter care nu poate fi citit aici, de exemplu un sfârșit de rând: te rugăm să îl scrii din nou.',
  'There is no earlier value of this field that could be kept.':
    'Nu există o valoare anterioară a acestui câmp care ar putea fi păstrată.',
  'This field is given anew, so its earlier value can’t be kept.':
    'Acest câmp este dat din nou, așa că valoarea lui anterioară nu poate fi păstrată.',
  'A property may not begin with $.': 'Numele unui câmp nu poate începe cu $.',
  'a text': 'un text',
  'a number': 'un număr',
  'a whole number': 'un număr întreg',
  'true or false': 'adevărat sau fals',
  'an object': 'un obiect',
  'a list': 'o listă',
  null: 'nimic (null)',
  or: 'sau',

  // Declared formats.
  'An IBAN begins with two letters for its country: please check the beginning.':
    'Un IBAN începe cu două litere pentru țara lui: te rugăm să verifici începutul.',
  'An IBAN of this country has {length} characters; this one has {given}.':
    'Lungimea unui IBAN din această țară este {length}; acesta are lungimea {given}.',
  'An IBAN of this country is not written like this: please check letters and digits.':
    'Un IBAN din această țară nu se scrie așa: te rugăm să verifici literele și cifrele.',
  'This is not a valid IBAN: please check for a mistyped or swapped character.':
    'Acesta nu este un IBAN valid: te rugăm să cauți un caracter greșit sau inversat.',
  'This IBAN has an account number that its country does not give: please check it.':
    'Acest IBAN are un număr de cont pe care țara lui nu îl dă: te rugăm să îl verifici.',
  'A BIC has 8 or 11 letters and digits, with the country’s two letters in fifth place.':
    'Un BIC are 8 sau 11 litere și cifre, cu cele două litere ale țării pe locul al cincilea.',
  'Please write the amount in digits, with a dot before the decimals and nothing between thousands.':
    'Te rugăm să scrii suma în cifre, cu punct înaintea zecimalelor și fără semne între mii.',
  'An amount in {currency} has no decimals.': 'O sumă în {currency} nu are zecimale.',
  'An amount in {currency} has at most {decimals} decimals.': 'O sumă în {currency} are cel mult {decimals} zecimale.',
  'The amount must be more than {limit}.': 'Suma trebuie să fie mai mare decât {limit}.',
  'The amount must be at least {limit}.': 'Suma trebuie să fie cel puțin {limit}.',
  'The amount must be at most {limit}.': 'Suma trebuie să fie cel mult {limit}.',
  'This is not a currency that is in use: please give its three letters, such as EUR.':
    'Aceasta nu este o monedă în uz: te rugăm să dai cele trei litere ale ei, de exemplu EUR.',
  'Please write the phone number with its country’s code in front, such as +40 712 345 678.':
    'Te rugăm să scrii numărul de telefon cu prefixul țării în față, de exemplu +40 712 345 678.',
  'This is not a phone number that can be called: please check its digits.':
    'Acesta nu este un număr de telefon care poate fi apelat: te rugăm să verifici cifrele.',
  'This is not a country: please give its two letters, such as RO.':
    'Aceasta nu este o țară: te rugăm să dai cele două litere ale ei, de exemplu RO.',
  'A name has letters: please write it as on the person’s documents.':
    'Un nume are litere: te rugăm să îl scrii ca în actele persoanei.',
  Street: 'Strada',
  'House number': 'Numărul',
  Building: 'Clădirea',
  'Post box': 'Căsuța poștală',
  Postcode: 'Codul poștal',
  Town: 'Localitatea',
  Region: 'Județul sau regiunea',
  Country: 'Țara',

  // The forms that the platform shows for a bank.
  'One-time password': 'Parola de unică folosință',
  Password: 'Parola',
  Method: 'Metoda',

  // Files.
  'The file is empty.': 'Fișierul este gol.',
  'The file’s content must be one of: {types}.': 'Conținutul fișierului trebuie să fie unul dintre: {types}.',
  'The file is damaged or cut off and can’t be opened. Choose it again, or make a new one.':
    'Fișierul este deteriorat sau incomplet și nu poate fi deschis. Alege-l din nou sau fă altul.',
  'The file needs a password to be opened. Save it without one and send it again.':
    'Fișierul are nevoie de o parolă pentru a fi deschis. Salvează-l fără parolă și trimite-l din nou.',
  'The document has no pages.': 'Documentul nu are pagini.',
  'The picture is too small to show anything. Take or choose a larger one.':
    'Imaginea este prea mică pentru a arăta ceva. Fă sau alege una mai mare.',
  'The picture has more pixels than can be handled. Save it smaller and send it again.':
    'Imaginea are mai mulți pixeli decât pot fi prelucrați. Salveaz-o mai mică și trimite-o din nou.',
  'The file takes too long or too much memory to open. Save it in a simpler form and send it again.':
    'Deschiderea fișierului durează prea mult sau cere prea multă memorie. Salvează-l mai simplu și trimite-l din nou.',
  'The file is too large: at most {limit} bytes can be taken here.':
    'Fișierul este prea mare: mărimea maximă aici, în octeți, este {limit}.',
  'Files that can be taken here: {max}; there are: {received}. Remove one to send another in its place.':
    'Fișiere care pot fi preluate aici: {max}; există deja: {received}. Șterge unul ca să trimiți altul în locul lui.',

  // The session.
  'Too many attempts. Try again at {time} UTC.': 'Prea multe încercări. Încearcă din nou la ora {time} UTC.',
  'Your bank does not answer at the moment. Nothing is lost: this goes on by itself once it does, and you may come back later.':
    'Banca ta nu răspunde în acest moment. Nu s-a pierdut nimic: totul continuă de la sine când răspunde, iar tu poți reveni mai târziu.',
  'The time for this step ran out.': 'Timpul pentru acest pas a expirat.',
  'There are no attempts left.': 'Nu mai sunt încercări.',
  'This can’t go on: there is a mistake in how it was set up, not in what you did, nor at your bank. Nothing was concluded.':
    'Nu se poate continua: este o greșeală de configurare, nu una a ta și nici a băncii tale. Nu s-a încheiat nimic.',
  'Something went wrong at the other side. Nothing was concluded.':
    'Ceva nu a mers la cealaltă parte. Nu s-a încheiat nimic.',
  'The other side did not answer, so it is not known what it did. What was not authorised will lapse.':
    'Cealaltă parte nu a răspuns, așa că nu se știe ce a făcut. Ce nu a fost autorizat își pierde valabilitatea.',
  'Not all of it could be taken back: what you have authorised may still take place.':
    'Nu totul a putut fi retras: ce ai autorizat poate avea loc în continuare.',
  'The session has expired.': 'Sesiunea a expirat.',
  'The session was cancelled.': 'Sesiunea a fost anulată.',
  'What was concluded stands. Not all that belongs to it could be done; somebody will look after it.':
    'Ce s-a încheiat rămâne valabil. Nu s-a putut face tot ce ține de aceasta; cineva se va ocupa.',
  'It was concluded before this, and what was concluded stands.':
    'S-a încheiat înainte de aceasta, iar ce s-a încheiat rămâne valabil.',
  'The session took too many steps.': 'Sesiunea a avut prea mulți pași.',
  'The application was declined.': 'Cererea a fost respinsă.',
  'The session could not be completed.': 'Sesiunea nu a putut fi încheiată.',
  'The authorisation was not given.': 'Autorizarea nu a fost dată.',
  'The bank offers no way of authorisation that can be used here.':
    'Banca nu oferă nicio cale de autorizare care poate fi folosită aici.',

  'You may close this window': 'Poți închide această fereastră',
  'Go back to the app where you started; it already knows.':
    'Întoarce-te în aplicația din care ai pornit; ea știe deja.',

  // Banks and partners.
  'This bank can’t be reached from here. Please choose another one.':
    'Această bancă nu poate fi contactată de aici. Te rugăm să alegi alta.',
  'Your bank does not know this user name.': 'Banca ta nu cunoaște acest nume de utilizator.',
  'Your bank wants to know which accounts you share: please give their IBANs.':
    'Banca ta vrea să știe ce conturi partajezi: te rugăm să dai IBAN-urile lor.',
  'Your bank wants you to sign in first.': 'Banca ta vrea să te autentifici mai întâi.',
  'You were not signed in at your bank.': 'Nu te-ai autentificat la banca ta.',
  'This is not a valid IBAN: please check the payee’s account number.':
    'Acesta nu este un IBAN valid: te rugăm să verifici contul beneficiarului.',
  'This is not a valid IBAN: please check your own account number.':
    'Acesta nu este un IBAN valid: te rugăm să verifici contul tău.',
  'Your bank wants to know from which of your accounts you pay: please give its IBAN.':
    'Banca ta vrea să știe din ce cont plătești: te rugăm să dai IBAN-ul lui.',
  'The payee’s name is too long for your bank, or has characters that it does not take.':
    'Numele beneficiarului este prea lung pentru banca ta sau are caractere pe care nu le acceptă.',
  'The amount must be more than nothing, with at most two decimals, and below a thousand million.':
    'Suma trebuie să fie mai mare decât zero, cu cel mult două zecimale și sub un miliard.',
  'Your bank does not send this kind of payment in this currency.':
    'Banca ta nu trimite acest fel de plată în această monedă.',
  'The remittance information is too long for your bank, or has characters that it does not take.':
    'Detaliile plății sunt prea lungi pentru banca ta sau au caractere pe care nu le acceptă.',
  'Your bank did not accept the payment.': 'Banca ta nu a acceptat plata.',
  'Your bank does not accept these details. Some banks also want the IBAN of the account that you pay from.':
    'Banca ta nu acceptă aceste date. Unele bănci vor și IBAN-ul contului din care plătești.',
  'Your bank does not offer this kind of payment.': 'Banca ta nu oferă acest fel de plată.',
  'These terms are not available at the moment.': 'Aceste condiții nu sunt disponibile acum.',
  'The bank declined to open the deposit.': 'Banca a refuzat să deschidă depozitul.',
  'Your bank has no method on file by which you could authorise this.':
    'Banca ta nu are înregistrată nicio metodă prin care ai putea autoriza.',
  'Your bank takes the password only in an encrypted way that is not spoken here.':
    'Banca ta acceptă parola doar criptată într-un fel care nu este cunoscut aici.',
  'The answer was not accepted, too often.': 'Răspunsul nu a fost acceptat de prea multe ori.',
  'Please approve the request in your bank’s app.': 'Te rugăm să aprobi cererea în aplicația băncii tale.',
  'You have authorised. Your bank waits for the other people who have to.':
    'Ai autorizat. Banca ta le așteaptă pe celelalte persoane care trebuie să o facă.',
  'You have authorised. Your bank is taking note of it.': 'Ai autorizat. Banca ta ia notă de aceasta.',
  'Your bank did not answer. It is being found out whether your answer reached it.':
    'Banca ta nu a răspuns. Se verifică dacă răspunsul tău a ajuns la ea.',
  'Your bank did not answer, and does not seem to have received this. Please try again.':
    'Banca ta nu a răspuns și nu pare să fi primit datele. Te rugăm să încerci din nou.',
  'The code was not accepted. Please try again.': 'Codul nu a fost acceptat. Te rugăm să încerci din nou.',
  'The password was not accepted. Please try again.': 'Parola nu a fost acceptată. Te rugăm să încerci din nou.',
  'This method can’t be used. Please choose another one.':
    'Această metodă nu poate fi folosită. Te rugăm să alegi alta.',
  'The authorisation was refused or cancelled at the bank.': 'Autorizarea a fost refuzată sau anulată la bancă.',
  'This can’t be worked out: please check what you have given.':
    'Acest lucru nu poate fi calculat: verificați ce ați completat.',
  'There is more of this than can be taken. Nothing was concluded.':
    'Sunt mai multe date decât pot fi preluate. Nu s-a încheiat nimic.',
  'What was begun is being taken back. Please do not approve anything at your bank any more.':
    'Ceea ce s-a început este anulat. Te rugăm să nu mai aprobi nimic la banca ta.',
  'The session was ended by our operators.': 'Sesiunea a fost încheiată de operatorii noștri.',
  'The payment was carried out before it could be taken back.': 'Plata a fost executată înainte de a putea fi retrasă.',
  'You did not come back from your bank, which has to hand something over with you. Please try again.':
    'Nu te-ai întors de la banca ta, care trebuie să ne transmită ceva prin tine. Te rugăm să încerci din nou.',
  'Your bank has listed your accounts, and did not go on from there.':
    'Banca ta a listat conturile tale și nu a mai continuat de acolo.',
};
