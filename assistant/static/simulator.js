// Speaking and hearing, where the browser can; the page works without.
const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
const button = document.getElementById("speak");
const text = document.getElementById("text");
const speech = document.getElementById("speech");

if (Recognition) {
  const recognition = new Recognition();
  recognition.lang = "en-US";
  recognition.addEventListener("result", (event) => {
    text.value = event.results[0][0].transcript;
    document.getElementById("asking").requestSubmit();
  });
  recognition.addEventListener("end", () => { button.textContent = "Speak"; });
  button.hidden = false;
  button.addEventListener("click", () => {
    button.textContent = "Listening";
    recognition.start();
  });
}

if (speech && window.speechSynthesis) {
  const words = new SpeechSynthesisUtterance(speech.textContent);
  words.lang = "en-US";
  window.speechSynthesis.speak(words);
}
